package dev.aura.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

import de.kherud.llama.LlamaModel;
import de.kherud.llama.args.LogFormat;

/**
 * Loads the native library. Left to itself the jar writes it under one name into the
 * folder for temporary files, where it deletes whatever begins with "llama", and says so
 * on stdout, which is the answer's. So it is put into a folder of ours first.
 */
final class LlamaLibrary {

	/** The version in the name: another one never meets this one's file. */
	private static final String VERSION = "llama-4.2.0";

	private LlamaLibrary() {
	}

	/**
	 * Makes the library ready.
	 * @param cache where it is kept
	 * @throws LocalModelException when there is none for this machine, or a part of the
	 * system that it needs is missing
	 */
	static synchronized void load(Path cache) {
		String name = System.mapLibraryName("jllama");
		try {
			Path folder = Files.createDirectories(cache.resolve("native").resolve(VERSION));
			Path library = folder.resolve(name);
			if (!Files.exists(library)) {
				unpack(name, library);
			}
			System.setProperty("de.kherud.llama.lib.path", folder.toString());
			System.setProperty("de.kherud.llama.tmpdir", Files.createDirectories(folder.resolve("empty")).toString());
			LlamaModel.setLogger(LogFormat.TEXT, (level, message) -> {
				// It would be printed.
			});
		}
		catch (IOException ex) {
			throw new LocalModelException(
					"the engine of the local model cannot be unpacked into %s: %s".formatted(cache, ex.getMessage()),
					ex);
		}
		catch (LinkageError ex) {
			throw new LocalModelException(
					"the engine of the local model does not load (Debian: apt-get install libgomp1): "
							+ ex.getMessage(),
					ex);
		}
	}

	private static void unpack(String name, Path library) throws IOException {
		String place = "/de/kherud/llama/%s/%s/%s".formatted(system(), processor(), name);
		try (InputStream bytes = LlamaModel.class.getResourceAsStream(place)) {
			if (bytes == null) {
				throw new LocalModelException("there is no engine for a local model on %s %s"
					.formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
			}
			Path unfinished = Files.createTempFile(library.getParent(), "unfinished-", "");
			Files.copy(bytes, unfinished, StandardCopyOption.REPLACE_EXISTING);
			Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
		}
	}

	private static String system() {
		String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
		return name.startsWith("mac") ? "Mac" : name.startsWith("windows") ? "Windows" : "Linux";
	}

	private static String processor() {
		return System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
	}

}
