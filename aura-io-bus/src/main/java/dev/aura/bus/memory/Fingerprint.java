package dev.aura.bus.memory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What two chunks share that say the same, from the same source, with the same metadata.
 * What may carry meaning makes a difference: digits, symbols, capitals within a word.
 */
final class Fingerprint {

	private static final int BYTES = 16;

	private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

	/** A word whose only capital is its first letter. */
	private static final Pattern CAPITALIZED = Pattern
		.compile("(?<![\\p{L}\\p{N}_])\\p{Lu}(?![\\p{L}\\p{N}_]*[\\p{Lu}\\p{N}_])");

	private Fingerprint() {
	}

	/**
	 * The fingerprint of a chunk.
	 * @param metadata a JSON object
	 * @param start where the chunk begins: what a text repeats is kept
	 */
	static byte[] of(@Nullable String source, String metadata, int start, String text) {
		MessageDigest digest = sha256();
		for (String part : new String[] { String.valueOf(source), Metadata.sorted(metadata), String.valueOf(start),
				normalized(text) }) {
			digest.update(part.getBytes(StandardCharsets.UTF_8));
			digest.update((byte) 0);
		}
		return Arrays.copyOf(digest.digest(), BYTES);
	}

	/** The text without what makes no difference. */
	static String normalized(String text) {
		String plain = BLANKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFC)).replaceAll(" ").strip();
		String lowered = CAPITALIZED.matcher(plain)
			.replaceAll((match) -> Matcher.quoteReplacement(match.group().toLowerCase(Locale.ROOT)));
		return lowered.endsWith(".") ? lowered.substring(0, lowered.length() - 1) : lowered;
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
