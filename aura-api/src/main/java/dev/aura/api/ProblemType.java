package dev.aura.api;

import java.net.URI;

/**
 * The kinds of failure that the bus answers, each with its HTTP status and the stable
 * {@code type} of its RFC 9457 problem.
 */
public enum ProblemType {

	MALFORMED_REQUEST(400, "malformed-request", "The request is malformed"),
	UNAUTHENTICATED(401, "unauthenticated", "A bearer token is required"),
	OUTSIDE_WORKSPACE(403, "outside-workspace", "The path leads outside the workspace"),
	NOT_ALLOWED(403, "not-allowed", "Policy does not allow this"),
	NOT_FOUND(404, "not-found", "There is no such thing"),
	METHOD_NOT_ALLOWED(405, "method-not-allowed", "The method is not supported here"),
	NOT_ACCEPTABLE(406, "not-acceptable", "No acceptable representation"),
	CONFLICT(409, "conflict", "The request conflicts with what is there"),
	OUTCOME_UNKNOWN(409, "outcome-unknown", "An earlier call with this key was cut off"),
	TOO_LARGE(413, "too-large", "The content is too large"),
	UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The content type is not supported"),
	RANGE_NOT_SATISFIABLE(416, "range-not-satisfiable", "The file has no such range"),
	UNUSABLE_VALUE(422, "unusable-value", "A value cannot be used"),
	IDEMPOTENCY_KEY_REUSED(422, "idempotency-key-reused", "The key was used with another request"),
	TOO_MANY_REQUESTS(429, "too-many-requests", "Too many requests"),
	WEB_SEARCH_BLOCKED(429, "web-search-blocked", "The search engine is refusing us for now"),
	INTERNAL(500, "internal", "The bus failed"), UPSTREAM_FAILED(502, "upstream-failed", "The other server failed"),
	UNAVAILABLE(503, "unavailable", "The peripheral is not available"),
	UPSTREAM_TOO_SLOW(504, "upstream-too-slow", "The other server is too slow");

	private final int status;

	private final URI type;

	private final String title;

	ProblemType(int status, String name, String title) {
		this.status = status;
		this.type = URI.create("urn:aura:problem:" + name);
		this.title = title;
	}

	/** The HTTP status code. */
	public int status() {
		return this.status;
	}

	/** The stable {@code urn:aura:problem:NAME}. */
	public URI type() {
		return this.type;
	}

	/** One sentence that is the same for every occurrence. */
	public String title() {
		return this.title;
	}

}
