package dev.aura.bus.sandbox;

import dev.aura.api.ProblemType;
import dev.aura.api.sandbox.ExecuteRequest;
import dev.aura.api.sandbox.ExecuteResult;
import dev.aura.api.sandbox.LanguagesResult;
import dev.aura.api.sandbox.SandboxApi;
import dev.aura.api.sandbox.TiersResult;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.RestController;

/** The {@code /sandbox} endpoints. */
@RestController
class SandboxController implements SandboxApi {

	private final SandboxService service;

	private final Tiers tiers;

	private final ClientWatch client;

	SandboxController(SandboxService service, Tiers tiers, ClientWatch client) {
		this.service = service;
		this.tiers = tiers;
		this.client = client;
	}

	@Override
	public ExecuteResult execute(ExecuteRequest request, @Nullable String idempotencyKey) {
		return uninterrupted(() -> this.service.execute(request, this.client.gone()));
	}

	@Override
	public TiersResult tiers() {
		return uninterrupted(this.tiers::result);
	}

	@Override
	public LanguagesResult languages() {
		return uninterrupted(this.service::languages);
	}

	private static <T> T uninterrupted(Interruptible<T> action) {
		try {
			return action.run();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ProblemException(ProblemType.UNAVAILABLE, "The bus is stopping.", ex);
		}
	}

	private interface Interruptible<T> {

		T run() throws InterruptedException;

	}

}
