package dev.aura.kernel.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The long texts of a run, each in a file named by its SHA-256, so that the journal stays
 * readable line by line. In a line {@code {"payload": HASH, "length": N}} stands for one.
 *
 * @param folder of the files; made with the first
 */
record Payloads(Path folder) {

	/** Texts from this length on, in characters, are kept beside the journal. */
	static final int LONG = 32 * 1024;

	private static final String PAYLOAD = "payload";

	private static final JsonMapper json = JsonMapper.builder().build();

	/** The same value with its long texts moved out of it and onto the disk. */
	JsonNode moveOut(JsonNode value) {
		if (value.isString() && value.asString().length() >= LONG) {
			String text = value.asString();
			return json.createObjectNode().put(PAYLOAD, keep(text)).put("length", text.length());
		}
		if (value instanceof ObjectNode object) {
			object.properties().forEach((member) -> member.setValue(moveOut(member.getValue())));
		}
		else if (value instanceof ArrayNode array) {
			for (int i = 0; i < array.size(); i++) {
				array.set(i, moveOut(array.get(i)));
			}
		}
		return value;
	}

	/**
	 * The same value with its long texts back in place.
	 * @throws CorruptJournalException when one is missing or not what it was
	 */
	JsonNode moveIn(JsonNode value) {
		if (value instanceof ObjectNode object) {
			if (object.size() == 2 && object.path(PAYLOAD).isString() && object.path("length").isIntegralNumber()) {
				return json.getNodeFactory().stringNode(read(object.path(PAYLOAD).asString()));
			}
			object.properties().forEach((member) -> member.setValue(moveIn(member.getValue())));
		}
		else if (value instanceof ArrayNode array) {
			for (int i = 0; i < array.size(); i++) {
				array.set(i, moveIn(array.get(i)));
			}
		}
		return value;
	}

	private String keep(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		String hash = HexFormat.of().formatHex(Seal.sha256().digest(bytes));
		Path file = this.folder.resolve(hash);
		if (Files.exists(file)) {
			return hash;
		}
		// An interrupt that is due would close the channel in the middle.
		boolean interrupted = Thread.interrupted();
		try {
			Files.createDirectories(this.folder);
			Path unfinished = Files.createTempFile(this.folder, "unfinished-", "");
			try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
				for (ByteBuffer buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining();) {
					channel.write(buffer);
				}
				channel.force(true);
			}
			Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
			JournalFile.forceFolder(this.folder);
			return hash;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(file + " cannot be written", ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private String read(String hash) {
		Path file = this.folder.resolve(hash.replaceAll("[^0-9a-f]", ""));
		try {
			byte[] bytes = new Packed(file).readAllBytes();
			if (!HexFormat.of().formatHex(Seal.sha256().digest(bytes)).equals(hash)) {
				throw new CorruptJournalException(file, "is not what was written");
			}
			return new String(bytes, StandardCharsets.UTF_8);
		}
		catch (NoSuchFileException ex) {
			throw new CorruptJournalException(file, "is missing");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(file + " cannot be read: " + ex.getMessage(), ex);
		}
	}

}
