package dev.aura.api.sandbox;

import dev.aura.api.AuraHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/**
 * Isolated interpreters that keep what programs define. They end when they are deleted,
 * were not used for a while, or with the bus.
 */
@HttpExchange("/sandbox/sessions")
public interface SessionsApi {

	/** Begins a session. */
	@PostExchange
	SessionResult begin(@RequestBody SessionRequest request,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/** The sessions that there are. */
	@GetExchange
	SessionsResult list();

	/** One session. */
	@GetExchange("/{id}")
	SessionResult show(@PathVariable String id);

	/**
	 * Executes a program in a session, one at a time. At its deadline, or when the caller
	 * closes the connection, the program is interrupted; the session ends if that does
	 * not stop it within a second.
	 */
	@PostExchange("/{id}/execute")
	SessionExecuteResult execute(@PathVariable String id, @RequestBody SessionExecuteRequest request,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/** Interrupts what a session executes, as Ctrl-C would; the session goes on. */
	@PostExchange("/{id}/interrupt")
	InterruptResult interrupt(@PathVariable String id,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/** Ends a session and all that runs in it. */
	@DeleteExchange("/{id}")
	SessionResult end(@PathVariable String id,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

}
