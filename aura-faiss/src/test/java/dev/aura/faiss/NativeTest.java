package dev.aura.faiss;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NativeTest {

	@Test
	void usesTheLibraryForThisProcessor() throws IOException {
		Path processor = Path.of("/proc/cpuinfo");
		Assumptions.assumeTrue(Files.exists(processor), "needs /proc to see what the processor can do");
		String flags = Files.readString(processor);
		boolean wanted = !Boolean.getBoolean(Native.GENERIC)
				&& Native.class.getResource(Loader.getPlatform() + "-avx2") != null;
		assertThat(FaissIndex.build()).startsWith((wanted && flags.contains(" avx2 ")) ? "avx2/" : "generic/");
		if (flags.contains(" avx512_vnni ")) {
			assertThat(FaissIndex.build()).endsWith("/avx512vnni");
		}
	}

	/** What the build machine has at some path must not be looked for on others. */
	@Test
	void leavesNoPathOfTheBuildMachineInTheLibrary() throws IOException {
		for (String extension : new String[] { "-generic", "-avx2" }) {
			try (var library = Native.class
				.getResourceAsStream(Loader.getPlatform() + extension + "/libjniNative.so")) {
				if (library != null) {
					assertThat(new String(library.readAllBytes(), StandardCharsets.ISO_8859_1))
						.doesNotContain("/.javacpp/cache", "openblas-0");
				}
			}
		}
	}

}
