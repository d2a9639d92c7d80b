package dev.aura.bus.sandbox;

import java.io.IOException;
import java.util.Optional;

import dev.aura.api.ProblemType;
import dev.aura.api.sandbox.ExecuteRequest;
import dev.aura.bus.egress.AllowList;
import dev.aura.bus.egress.Egress;
import dev.aura.bus.egress.EgressProxy;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.stereotype.Component;

/**
 * Runs programs that may reach a few hosts. Each has a proxy of its own, which ends with
 * it; so none of them waits ready.
 */
@Component
class NetworkedRuns {

	private final Egress egress;

	private final EgressSockets sockets;

	NetworkedRuns(Egress egress, EgressSockets sockets) {
		this.egress = egress;
		this.sockets = sockets;
	}

	/**
	 * What a request asks for.
	 * @throws ProblemException 422 or 403 that names what cannot be
	 */
	AllowList allowed(ExecuteRequest.@Nullable Network network) {
		return this.egress.allowed((network != null) ? network.allow() : null);
	}

	/**
	 * Checks that a tier can do it.
	 * @throws ProblemException 503 that says why not
	 */
	void require(SandboxTier tier, AllowList allowed) {
		Optional<String> objection = allowed.isEmpty() ? Optional.empty() : tier.networkObjection();
		if (objection.isPresent()) {
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"network.allow: the %s tier gives programs no network: %s".formatted(tier.name().wire(),
							objection.get()));
		}
	}

	/** The proxy of a session, which ends it. */
	EgressProxy open(AllowList allowed) throws IOException {
		return this.egress.open(this.sockets.next(), allowed, call());
	}

	/**
	 * Runs a program to its end or its limits. Its time counts from now on.
	 * @param readOnly whether it may only read the workspace
	 */
	Ending run(SandboxTier tier, Program program, boolean readOnly, AllowList allowed) throws InterruptedException {
		long begun = System.nanoTime();
		try (EgressProxy proxy = open(allowed);
				Isolate isolate = tier.start(IsolateSpec.of(program, readOnly).networked(proxy.socket()))) {
			return isolate.execute(program, begun);
		}
		catch (IOException ex) {
			return new Ending.NotStarted(String.valueOf(ex));
		}
	}

	/** The number that the log of calls and the answer give this one. */
	private static String call() {
		return String.valueOf(MDC.get("request"));
	}

}
