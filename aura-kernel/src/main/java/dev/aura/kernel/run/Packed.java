package dev.aura.kernel.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A file that may have been compressed since it was written: then {@code NAME.gz} is
 * there in the place of {@code NAME}.
 *
 * @param path of the file as it was written
 */
record Packed(Path path) {

	static final String ENDING = ".gz";

	private Path packed() {
		return this.path.resolveSibling(this.path.getFileName() + ENDING);
	}

	/** The name of a file as it was before it was compressed. */
	static String name(Path file) {
		String name = file.getFileName().toString();
		return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
	}

	boolean exists() {
		return Files.exists(this.path) || isPacked();
	}

	boolean isPacked() {
		return !Files.exists(this.path) && Files.exists(packed());
	}

	/**
	 * The file as it was written.
	 * @throws NoSuchFileException when there is neither
	 */
	InputStream open() throws IOException {
		return isPacked() ? new GZIPInputStream(Files.newInputStream(packed())) : Files.newInputStream(this.path);
	}

	byte[] readAllBytes() throws IOException {
		try (InputStream in = open()) {
			return in.readAllBytes();
		}
	}

	/**
	 * Compresses it. The file is deleted once what replaces it is on disk and was read
	 * back.
	 * @return the bytes that this frees
	 */
	long pack() throws IOException {
		byte[] bytes = Files.readAllBytes(this.path);
		Path folder = Objects.requireNonNull(this.path.getParent());
		Path unfinished = Files.createTempFile(folder, "unfinished-", "");
		try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE);
				OutputStream out = new GZIPOutputStream(Channels.newOutputStream(channel))) {
			out.write(bytes);
			((GZIPOutputStream) out).finish();
			channel.force(true);
		}
		Files.move(unfinished, packed(), StandardCopyOption.ATOMIC_MOVE);
		JournalFile.forceFolder(folder);
		try (InputStream in = new GZIPInputStream(Files.newInputStream(packed()))) {
			if (!Arrays.equals(in.readAllBytes(), bytes)) {
				throw new IOException(packed() + " is not what was written");
			}
		}
		Files.delete(this.path);
		return bytes.length - Files.size(packed());
	}

}
