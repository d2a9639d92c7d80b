package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.FileSystemUtils;

/** The files that the bus needs for one call; gone when it is closed. */
record CallFolder(Path path) implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(CallFolder.class);

	Path file(String name) {
		return this.path.resolve(name);
	}

	Path write(String name, byte[] content) throws IOException {
		return Files.write(file(name), content);
	}

	@Override
	public void close() {
		try {
			FileSystemUtils.deleteRecursively(this.path);
		}
		catch (IOException ex) {
			log.warn("A folder of a call stays behind until the next boot", ex);
		}
	}

}
