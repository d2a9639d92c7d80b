package dev.aura.bus.sandbox;

import dev.aura.api.sandbox.InterruptResult;
import dev.aura.api.sandbox.SessionExecuteRequest;
import dev.aura.api.sandbox.SessionExecuteResult;
import dev.aura.api.sandbox.SessionRequest;
import dev.aura.api.sandbox.SessionResult;
import dev.aura.api.sandbox.SessionsApi;
import dev.aura.api.sandbox.SessionsResult;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The {@code /sandbox/sessions} endpoints but for files. */
@RestController
class SessionsController implements SessionsApi {

	private final SessionService service;

	private final ClientWatch client;

	SessionsController(SessionService service, ClientWatch client) {
		this.service = service;
		this.client = client;
	}

	@Override
	@ResponseStatus(HttpStatus.CREATED)
	public SessionResult begin(SessionRequest request, @Nullable String idempotencyKey) {
		return Interruptible.call(() -> this.service.begin(request));
	}

	@Override
	public SessionsResult list() {
		return this.service.list();
	}

	@Override
	public SessionResult show(String id) {
		return this.service.show(id);
	}

	@Operation(parameters = @Parameter(name = "stream", in = ParameterIn.QUERY, description = StreamController.MEANING,
			allowEmptyValue = true, schema = @Schema(type = "string")))
	@Override
	public SessionExecuteResult execute(String id, SessionExecuteRequest request, @Nullable String idempotencyKey) {
		return Interruptible.call(() -> this.service.execute(id, request, this.client.gone(), OutputSink.NONE));
	}

	@Override
	public InterruptResult interrupt(String id, @Nullable String idempotencyKey) {
		return this.service.interrupt(id);
	}

	@Override
	public SessionResult end(String id, @Nullable String idempotencyKey) {
		return this.service.end(id);
	}

}
