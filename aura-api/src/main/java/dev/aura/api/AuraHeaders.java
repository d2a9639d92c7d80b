package dev.aura.api;

/** Names of the HTTP headers that the bus gives a meaning to. */
public final class AuraHeaders {

	/**
	 * Request: 1 to 255 printable ASCII characters that name one mutating call. The same
	 * key with the same body is answered from the record of the first call.
	 */
	public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

	/** Response: {@code true} when the answer was recorded by an earlier call. */
	public static final String IDEMPOTENCY_REPLAYED = "Idempotency-Replayed";

	/** Request: W3C trace context, one trace per run and one span per peripheral call. */
	public static final String TRACEPARENT = "traceparent";

	/** Response: the id under which the bus logged the call. */
	public static final String REQUEST_ID = "X-Request-Id";

	private AuraHeaders() {
	}

}
