package dev.aura.bus.sandbox;

import java.io.IOException;
import java.util.Optional;

import org.springframework.stereotype.Component;

/**
 * Runs programs without network: in an isolate that waits, where one does, and otherwise
 * in one that is made for it, as it is for a program with limits of its own or one that
 * may only read the workspace.
 */
@Component
class Runs {

	private final WarmPool pool;

	private final Disposal disposal;

	Runs(WarmPool pool, Disposal disposal) {
		this.pool = pool;
		this.disposal = disposal;
	}

	/**
	 * Runs a program to its end or its limits. When this returns, no code of it is
	 * running. Its time counts from now on.
	 * @param readOnly whether it may only read the workspace
	 */
	Ending run(SandboxTier tier, Program program, boolean readOnly) throws InterruptedException {
		if (!tier.keepsWarm()) {
			return tier.run(program);
		}
		long begun = System.nanoTime();
		Optional<Isolate> waiting = (program.limits() == null && !readOnly) ? this.pool.take(program.language())
				: Optional.empty();
		if (waiting.isPresent()) {
			Ending ending = execute(waiting.get(), program, begun);
			if (!(ending instanceof Ending.NotStarted)) {
				return ending;
			}
		}
		try {
			return execute(tier.start(IsolateSpec.of(program, readOnly)), program, begun);
		}
		catch (IOException ex) {
			return new Ending.NotStarted(String.valueOf(ex));
		}
	}

	private Ending execute(Isolate isolate, Program program, long begun) throws InterruptedException {
		try {
			return isolate.execute(program, begun);
		}
		finally {
			this.disposal.accept(isolate);
		}
	}

}
