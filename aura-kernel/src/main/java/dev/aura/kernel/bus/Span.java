package dev.aura.kernel.bus;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * One span of a W3C trace.
 *
 * @param trace 32 lower-case hexadecimal digits, the same for a whole run
 * @param id 16 lower-case hexadecimal digits, one per call
 */
public record Span(String trace, String id) {

	private static final SecureRandom random = new SecureRandom();

	/** A new span in a trace. */
	public static Span in(String trace) {
		return new Span(trace, hex(8));
	}

	/** The id of a new trace. */
	public static String newTrace() {
		return hex(16);
	}

	/** As the {@code traceparent} header carries it. */
	String traceparent() {
		return "00-" + this.trace + "-" + this.id + "-01";
	}

	private static String hex(int count) {
		byte[] bytes = new byte[count];
		random.nextBytes(bytes);
		// All zeros would be invalid.
		bytes[0] |= 1;
		return HexFormat.of().formatHex(bytes);
	}

}
