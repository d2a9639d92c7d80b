package dev.aura.bus.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

import dev.aura.bus.AuraProperties;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The bearer token: the setting, or the file {@code token} in the home, made when absent.
 */
@Component
class BusToken {

	private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

	private static final int LEAST_LENGTH = 16;

	private final byte[] digest;

	BusToken(AuraProperties properties, @Value("${aura.bus-token:}") String setting) throws IOException {
		String token = setting.isEmpty() ? stored(properties.home().resolve("token")) : setting;
		if (token.length() < LEAST_LENGTH || !token.chars().allMatch((c) -> c > ' ' && c < 127)) {
			throw new IllegalStateException(
					"AURA_BUS_TOKEN (or the file token in AURA_HOME) has %d characters or unprintable ones (expected: at least %d printable ASCII characters without spaces)"
						.formatted(token.length(), LEAST_LENGTH));
		}
		this.digest = sha256(token);
	}

	/** Whether a caller knows the token; takes the same time for every wrong one. */
	boolean matches(String candidate) {
		return MessageDigest.isEqual(this.digest, sha256(candidate));
	}

	private static String stored(Path file) throws IOException {
		if (Files.notExists(file)) {
			create(file);
		}
		return Files.readString(file).strip();
	}

	/** Links a complete file into place, so that two first boots agree on one token. */
	private static void create(Path file) throws IOException {
		Path draft = Files.createTempFile(file.getParent(), ".token", null, OWNER_ONLY);
		try {
			byte[] secret = new byte[32];
			new SecureRandom().nextBytes(secret);
			Files.writeString(draft, HexFormat.of().formatHex(secret) + "\n");
			Files.createLink(file, draft);
		}
		catch (FileAlreadyExistsException lost) {
			// Another process was first: its token is the one.
		}
		finally {
			Files.delete(draft);
		}
	}

	private static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
