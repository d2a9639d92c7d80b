package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import dev.aura.bus.AuraProperties;
import dev.aura.bus.ProcessIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class CallFoldersTest {

	@TempDir
	private Path home;

	@Test
	void tellsItselfFromAnEarlierBusWithTheSamePid() throws IOException {
		ProcessIdentity self = ProcessIdentity.current();
		CallFolders folders = folders();
		Path own = folders.keep("own", new byte[1]);
		Path earlier = left(self.pid() + "-" + (self.started() - 1));

		folders.clean();

		assertThat(earlier).doesNotExist();
		assertThat(own).exists();
	}

	@Test
	void leavesTheFoldersOfABusThatIsAlive() throws IOException {
		ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
		Path alive = left(ProcessIdentity.of(parent).toString());
		Path gone = left("999999999999-1");
		Path another = left("no-bus");

		folders().clean();

		assertThat(alive).exists();
		assertThat(gone).doesNotExist();
		assertThat(another).exists();
	}

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

	private Path left(String name) throws IOException {
		return Files.createDirectories(this.home.resolve("sandbox").resolve(name));
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
