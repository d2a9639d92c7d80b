package dev.aura.bus.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Finds what a program of {@link SessionFiles} says among all that is written to stdout,
 * which need not end in a line before it begins.
 */
final class FramedFile implements OutputSink {

	/** No line of such a program is longer. */
	private static final int LONGEST = 4096;

	private final byte[] mark;

	private final long most;

	private final ByteArrayOutputStream content = new ByteArrayOutputStream();

	/** The end of what was written since the last line ended. */
	private final byte[] line = new byte[2 * LONGEST];

	private int length;

	private @Nullable String failure;

	private @Nullable String end;

	/**
	 * Nothing was said yet.
	 * @param mark begins each line of the program
	 * @param most bytes to keep
	 */
	FramedFile(String mark, long most) {
		this.mark = mark.getBytes(StandardCharsets.US_ASCII);
		this.most = most;
	}

	@Override
	public void accept(Source source, byte[] bytes, int offset, int count) {
		if (source == Source.STDOUT) {
			for (int i = offset; i < offset + count; i++) {
				accept(bytes[i]);
			}
		}
	}

	private void accept(byte one) {
		if (one == '\n') {
			said().ifPresent(this::understand);
			this.length = 0;
			return;
		}
		if (this.length == this.line.length) {
			System.arraycopy(this.line, LONGEST, this.line, 0, LONGEST);
			this.length = LONGEST;
		}
		this.line[this.length++] = one;
	}

	/** What comes after the mark, where there is one in the line. */
	private Optional<String> said() {
		for (int at = this.length - this.mark.length; at >= 0; at--) {
			int after = at + this.mark.length;
			if (Arrays.equals(this.line, at, after, this.mark, 0, this.mark.length)) {
				return Optional.of(new String(this.line, after, this.length - after, StandardCharsets.US_ASCII));
			}
		}
		return Optional.empty();
	}

	private void understand(String said) {
		String[] words = said.split(" ", 2);
		String rest = words[words.length - 1];
		switch (words[0]) {
			case "data" -> add(rest);
			case "end" -> this.end = rest.strip();
			default -> this.failure = rest.strip();
		}
	}

	private void add(String piece) {
		try {
			byte[] bytes = Base64.getDecoder().decode(piece);
			if (this.content.size() + bytes.length <= this.most) {
				this.content.writeBytes(bytes);
			}
		}
		catch (IllegalArgumentException ex) {
			// Then the digest is another.
		}
	}

	/** What went wrong, where the program said so. */
	Optional<String> failure() {
		return Optional.ofNullable(this.failure);
	}

	/** All bytes of the file; nothing when some are missing or wrong. */
	Optional<byte[]> content() {
		byte[] bytes = this.content.toByteArray();
		return tells(bytes) ? Optional.of(bytes) : Optional.empty();
	}

	/** Whether the program said at last that the file consists of these bytes. */
	boolean tells(byte[] bytes) {
		return this.end != null && this.end.startsWith(bytes.length + " " + sha256(bytes));
	}

	private static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
