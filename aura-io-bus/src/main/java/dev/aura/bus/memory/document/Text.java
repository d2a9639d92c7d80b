package dev.aura.bus.memory.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Characters out of bytes, and only such as can be kept. */
final class Text {

	private static final char REPLACEMENT = '\ufffd';

	private Text() {
	}

	/**
	 * The text of a file: UTF-8, UTF-16 where a byte order mark says so, else
	 * Windows-1252.
	 * @throws UnreadableException when it is no text
	 */
	static String decoded(byte[] content) throws UnreadableException {
		if (content.length >= 2 && ((content[0] == (byte) 0xff && content[1] == (byte) 0xfe)
				|| (content[0] == (byte) 0xfe && content[1] == (byte) 0xff))) {
			return storable(new String(content, StandardCharsets.UTF_16));
		}
		for (byte value : content) {
			if (value == 0) {
				throw new UnreadableException("it is not text, and not a format that is known");
			}
		}
		String text;
		try {
			text = StandardCharsets.UTF_8.newDecoder()
				.onMalformedInput(CodingErrorAction.REPORT)
				.onUnmappableCharacter(CodingErrorAction.REPORT)
				.decode(ByteBuffer.wrap(content))
				.toString();
		}
		catch (CharacterCodingException ex) {
			text = new String(content, Charset.forName("windows-1252"));
			if (text.chars()
				.filter((unit) -> unit < ' ' && unit != '\n' && unit != '\r' && unit != '\t')
				.count() > text.length() / 100) {
				throw new UnreadableException("it is not text, and not a format that is known", ex);
			}
		}
		return storable(text.startsWith("\ufeff") ? text.substring(1) : text);
	}

	/** The text with a mark in the place of what is no character. */
	static String storable(String text) throws UnreadableException {
		if (text.length() > Documents.MAX_TEXT) {
			throw new UnreadableException(
					"it has %d characters (expected: at most %d)".formatted(text.length(), Documents.MAX_TEXT));
		}
		StringBuilder clean = null;
		for (int i = 0; i < text.length(); i++) {
			char unit = text.charAt(i);
			boolean pair = Character.isHighSurrogate(unit) && i + 1 < text.length()
					&& Character.isLowSurrogate(text.charAt(i + 1));
			if (pair) {
				i++;
			}
			else if (unit == 0 || Character.isSurrogate(unit)) {
				clean = (clean != null) ? clean : new StringBuilder(text);
				clean.setCharAt(i, REPLACEMENT);
			}
		}
		return (clean != null) ? clean.toString() : text;
	}

}
