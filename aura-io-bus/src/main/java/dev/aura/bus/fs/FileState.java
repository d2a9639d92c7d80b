package dev.aura.bus.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;

import dev.aura.api.fs.ListResult;

/**
 * What is at a name, in one word that stays the same until it is changed: the SHA-256 of
 * a file, {@code absent}, {@code folder} and which one, or what else it is.
 */
final class FileState {

	static final String ABSENT = "absent";

	private FileState() {
	}

	static String of(Folder folder, Path name) throws IOException {
		PosixFileAttributes attributes = folder.attributes(name);
		if (attributes == null) {
			return ABSENT;
		}
		ListResult.Type type = Types.of(attributes);
		if (type == ListResult.Type.FILE) {
			return sha256(folder, name);
		}
		return type.name() + " " + attributes.fileKey();
	}

	private static String sha256(Folder folder, Path name) throws IOException {
		MessageDigest digest = AtomicWrite.sha256();
		try (FileChannel channel = folder.read(name); InputStream in = Channels.newInputStream(channel)) {
			byte[] buffer = new byte[64 * 1024];
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				digest.update(buffer, 0, length);
			}
		}
		return HexFormat.of().formatHex(digest.digest());
	}

}
