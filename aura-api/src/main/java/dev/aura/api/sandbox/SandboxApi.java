package dev.aura.api.sandbox;

import dev.aura.api.AuraHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** Runs code that the model wrote, isolated as far as the tier in force promises. */
@HttpExchange("/sandbox")
public interface SandboxApi {

	/**
	 * Runs a program to its end or its limits, or until the caller closes the connection:
	 * then every process of it is killed, and the same call made again under its key is
	 * answered 409 with {@code outcome: unknown}.
	 */
	@PostExchange("/execute")
	ExecuteResult execute(@RequestBody ExecuteRequest request,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/** Every tier, whether it passed its probe at boot, and why not. */
	@GetExchange("/tiers")
	TiersResult tiers();

	/** The languages that programs can be written in, with their versions. */
	@GetExchange("/languages")
	LanguagesResult languages();

}
