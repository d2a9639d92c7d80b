package dev.aura.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The native library that run.sh hands to the bus. */
class NativeLibraryIT {

	private static final Path BUILT = Path.of("..", "aura-faiss", "target");

	/**
	 * By these times it is unpacked anew after an update; otherwise a former one would go
	 * on.
	 */
	@Test
	void hasInItsJarTheTimeOfItsBuild() throws IOException {
		try (JarFile jar = new JarFile(BUILT.resolve("aura-faiss.jar").toFile())) {
			List<JarEntry> libraries = jar.stream()
				.filter((entry) -> entry.getName().endsWith("libjniNative.so"))
				.toList();

			assertThat(libraries).isNotEmpty();
			for (JarEntry library : libraries) {
				Path file = BUILT.resolve("classes").resolve(library.getName());
				// The times in a jar are those of even seconds.
				assertThat(library.getLastModifiedTime().toMillis()).as(library.getName())
					.isCloseTo(Files.getLastModifiedTime(file).toMillis(), within(2_000L));
			}
		}
	}

}
