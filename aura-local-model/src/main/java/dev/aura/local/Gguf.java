package dev.aura.local;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What the head of a file of weights says.
 *
 * @param values by their names; lists are left out
 */
record Gguf(Map<String, Object> values) {

	private static final byte[] MAGIC = { 'G', 'G', 'U', 'F' };

	private static final int MOST_VALUES = 10_000;

	private static final int LONGEST_TEXT = 1 << 22;

	private static final int TEXT = 8;

	private static final int LIST = 9;

	/** Bytes of each kind of value; 0 for texts and lists. */
	private static final int[] SIZES = { 1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8 };

	/**
	 * The head of a file.
	 * @throws LocalModelException when this is none
	 */
	static Gguf read(Path file) {
		try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
				DataInputStream in = new DataInputStream(bytes)) {
			if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
				throw new LocalModelException(file + " is not a GGUF file (expected: weights for llama.cpp)");
			}
			number(in, 4);
			number(in, 8);
			long count = number(in, 8);
			Map<String, Object> values = new HashMap<>();
			for (long i = 0; i < Math.min(count, MOST_VALUES); i++) {
				String name = text(in);
				Object value = value(in, (int) number(in, 4));
				values.put(name, value);
			}
			return new Gguf(values);
		}
		catch (IOException ex) {
			throw new LocalModelException(
					"%s cannot be read as a GGUF file: %s".formatted(file, ex.getClass().getSimpleName()), ex);
		}
	}

	String text(String name) {
		return (this.values.get(name) instanceof String text) ? text : "";
	}

	/** A number of this kind of model. */
	int number(String name, int otherwise) {
		return (this.values.get(architecture() + "." + name) instanceof Long number) ? number.intValue() : otherwise;
	}

	String architecture() {
		return text("general.architecture");
	}

	/** Whether the weights say how a conversation is written for them. */
	boolean hasTemplate() {
		return !text("tokenizer.chat_template").isBlank();
	}

	/** Bytes that the engine keeps for each token of the context, 16 bits a value. */
	long bytesPerToken() {
		int heads = number("attention.head_count", 1);
		int headsKept = number("attention.head_count_kv", heads);
		int width = number("attention.key_length", number("embedding_length", 4096) / Math.max(1, heads));
		return 4L * number("block_count", 32) * headsKept * width;
	}

	private static Object value(DataInputStream in, int type) throws IOException {
		if (type == TEXT) {
			return text(in);
		}
		if (type == LIST) {
			skipList(in);
			return "";
		}
		if (type < 0 || type >= SIZES.length) {
			throw new IOException("unknown kind of value " + type);
		}
		return number(in, SIZES[type]);
	}

	private static void skipList(DataInputStream in) throws IOException {
		int type = (int) number(in, 4);
		long count = number(in, 8);
		if (type != TEXT && type != LIST && type >= 0 && type < SIZES.length) {
			in.skipNBytes(count * SIZES[type]);
			return;
		}
		for (long i = 0; i < count; i++) {
			value(in, type);
		}
	}

	private static String text(DataInputStream in) throws IOException {
		long length = number(in, 8);
		if (length < 0 || length > LONGEST_TEXT) {
			throw new IOException("a text of " + length + " bytes");
		}
		return new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
	}

	/** A little-endian number. */
	private static long number(DataInputStream in, int size) throws IOException {
		long number = 0;
		for (int i = 0; i < size; i++) {
			number |= (long) in.readUnsignedByte() << (8 * i);
		}
		return number;
	}

}
