package dev.aura.bus.problem;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.aura.api.ProblemType;
import org.jspecify.annotations.Nullable;

/** A failure that the caller is told about, as an RFC 9457 problem. */
public final class ProblemException extends RuntimeException {

	private final ProblemType type;

	private final String detail;

	private final Map<String, Object> members = new LinkedHashMap<>();

	private @Nullable Duration retryAfter;

	/**
	 * A problem.
	 * @param detail what is wrong, for the caller: the offending value and what was
	 * expected; no class names, no absolute paths of the host
	 */
	public ProblemException(ProblemType type, String detail) {
		this(type, detail, null);
	}

	/**
	 * A problem with a cause, which is logged and never sent.
	 */
	public ProblemException(ProblemType type, String detail, @Nullable Throwable cause) {
		super(type.type() + ": " + detail, cause);
		this.type = type;
		this.detail = detail;
	}

	/** Adds an extra member to the problem. */
	public ProblemException with(String name, Object value) {
		this.members.put(name, value);
		return this;
	}

	/** Tells the caller when to try again, by the {@code Retry-After} header. */
	public ProblemException retryAfter(Duration delay) {
		this.retryAfter = delay;
		return this;
	}

	public ProblemType type() {
		return this.type;
	}

	public String detail() {
		return this.detail;
	}

	public Map<String, Object> members() {
		return Collections.unmodifiableMap(this.members);
	}

	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
