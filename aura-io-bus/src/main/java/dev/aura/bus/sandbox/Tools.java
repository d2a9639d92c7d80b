package dev.aura.bus.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds programs of the system. The folders are fixed: what is on the PATH of the bus may
 * be a shim that is not there inside a sandbox.
 */
final class Tools {

	private static final List<String> FOLDERS = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin");

	private Tools() {
	}

	static Optional<String> find(String name) {
		return FOLDERS.stream()
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst();
	}

}
