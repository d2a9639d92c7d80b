package dev.aura.kernel.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The last member of every line of a journal: {@code "hash"}, 16 hexadecimal digits of
 * the SHA-256 over the hash of the line before and the rest of this line. So a line that
 * is torn, changed, missing or out of its place is found.
 */
final class Seal {

	/** What stands in for the line before the first. */
	static final String FIRST = "0".repeat(16);

	private static final String MEMBER = ",\"hash\":\"";

	private static final int LENGTH = MEMBER.length() + FIRST.length() + "\"}".length();

	private Seal() {
	}

	/** An object of JSON with its hash at its end. */
	static String close(String object, String previous) {
		String open = object.substring(0, object.length() - 1);
		return open + MEMBER + hash(previous, open) + "\"}";
	}

	/** The hash that a line says it has; empty when it says none. */
	static String of(String line) {
		int start = line.length() - LENGTH;
		boolean sealed = start > 0 && line.startsWith(MEMBER, start) && line.endsWith("\"}");
		return sealed ? line.substring(start + MEMBER.length(), line.length() - 2) : "";
	}

	/** Whether a line is what was written after the line with that hash. */
	static boolean holds(String line, String previous) {
		String hash = of(line);
		return !hash.isEmpty() && hash.equals(hash(previous, line.substring(0, line.length() - LENGTH)));
	}

	private static String hash(String previous, String text) {
		MessageDigest digest = sha256();
		digest.update(previous.getBytes(StandardCharsets.US_ASCII));
		return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 0, FIRST.length() / 2);
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
