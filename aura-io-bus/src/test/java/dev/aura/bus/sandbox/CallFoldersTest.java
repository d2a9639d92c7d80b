package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import dev.aura.bus.AuraProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class CallFoldersTest {

	@TempDir
	private Path home;

	@Test
	void neverShowsAFileThatIsNotAllThere() throws IOException {
		CallFolders folders = folders();
		byte[] content = new byte[100_000];
		Path file = folders.keep("file", content);
		CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 500; i++) {
				keep(folders, content);
			}
		});

		while (!writer.isDone()) {
			assertThat(Files.readAllBytes(file)).hasSize(content.length);
		}

		writer.join();
	}

	private CallFolders folders() {
		return new CallFolders(new AuraProperties(this.home, this.home));
	}

	private static void keep(CallFolders folders, byte[] content) {
		try {
			folders.keep("file", content);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
