package dev.aura.bus.sandbox;

import dev.aura.api.sandbox.ExecuteRequest;
import dev.aura.api.sandbox.ExecuteResult;
import dev.aura.api.sandbox.LanguagesResult;
import dev.aura.api.sandbox.SandboxApi;
import dev.aura.api.sandbox.TiersResult;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.RestController;

/** The {@code /sandbox} endpoints. */
@RestController
class SandboxController implements SandboxApi {

	private final SandboxService service;

	private final Tiers tiers;

	private final WarmPool pool;

	private final ClientWatch client;

	SandboxController(SandboxService service, Tiers tiers, WarmPool pool, ClientWatch client) {
		this.service = service;
		this.tiers = tiers;
		this.pool = pool;
		this.client = client;
	}

	@Operation(parameters = @Parameter(name = "stream", in = ParameterIn.QUERY, description = StreamController.MEANING,
			allowEmptyValue = true, schema = @Schema(type = "string")))
	@Override
	public ExecuteResult execute(ExecuteRequest request, @Nullable String idempotencyKey) {
		return Interruptible.call(() -> this.service.execute(request, this.client.gone(), OutputSink.NONE));
	}

	@Override
	public TiersResult tiers() {
		return Interruptible.call(() -> this.tiers.result(this.pool.report()));
	}

	@Override
	public LanguagesResult languages() {
		return Interruptible.call(this.service::languages);
	}

}
