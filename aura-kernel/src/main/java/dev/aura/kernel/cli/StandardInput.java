package dev.aura.kernel.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.aura.kernel.settings.SettingException;

/** Reads a task from stdin. */
final class StandardInput {

	private static final int LARGEST = 1024 * 1024;

	private StandardInput() {
	}

	static String task() throws IOException {
		byte[] bytes = System.in.readNBytes(LARGEST + 1);
		if (bytes.length > LARGEST) {
			throw new SettingException("the task on stdin is longer than 1 MB (expected: less)");
		}
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
