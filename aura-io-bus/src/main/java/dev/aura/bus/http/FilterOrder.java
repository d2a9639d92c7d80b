package dev.aura.bus.http;

/** The order in which a call passes the filters. */
public final class FilterOrder {

	/** Logs the call, whatever becomes of it. */
	public static final int REQUEST_LOG = -300;

	/** Refuses callers without the token. */
	public static final int BEARER_TOKEN = -200;

	/** Refuses bodies that are too large. */
	public static final int BODY_LIMIT = -100;

	/** Answers repeated calls from the record. */
	public static final int IDEMPOTENCY = -50;

	private FilterOrder() {
	}

}
