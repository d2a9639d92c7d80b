package dev.aura.bus.fs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.aura.bus.TestBus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Another program swaps names of the workspace as fast as it can while calls go on. */
@Timeout(300)
class FsRaceTest {

	private static final String SECRET = "the-secret-outside";

	private static final int ROUNDS = 1500;

	/** What a call may answer when the ground moves: never 5xx. */
	private static final Set<Integer> expected = Set.of(200, 403, 404, 409, 422);

	@TempDir
	Path directory;

	private TestBus bus;

	private Path outside;

	private volatile boolean stopped;

	private final AtomicInteger swaps = new AtomicInteger();

	@BeforeEach
	void start() throws IOException {
		this.bus = TestBus.start(this.directory);
		this.outside = Files.createDirectories(this.directory.resolve("outside"));
		Files.writeString(this.outside.resolve("a"), SECRET);
	}

	@AfterEach
	void stop() {
		this.bus.close();
	}

	@Test
	void aFolderThatBecomesALinkLeadsNowhere() throws Exception {
		Path workspace = this.bus.workspace();
		Path folder = workspace.resolve("sub");
		Path parked = workspace.resolve("parked");
		Path trash = Files.createDirectory(this.directory.resolve("trash"));
		AtomicInteger repairs = new AtomicInteger();
		Files.createDirectory(folder);
		Files.writeString(folder.resolve("a"), "inside");
		Thread swapper = swap(() -> {
			Files.move(folder, parked, StandardCopyOption.ATOMIC_MOVE);
			Files.createSymbolicLink(folder, this.outside);
			Files.delete(folder);
			Files.move(parked, folder, StandardCopyOption.ATOMIC_MOVE);
		}, () -> {
			// The bus has made the folder anew while it was away.
			Files.move(folder, trash.resolve("" + repairs.incrementAndGet()), StandardCopyOption.ATOMIC_MOVE);
			Files.move(parked, folder, StandardCopyOption.ATOMIC_MOVE);
		});
		for (int round = 0; round < ROUNDS; round++) {
			call(round, "sub/a");
		}
		finish(swapper);
	}

	@Test
	void aFileThatBecomesALinkOrAPipeLeadsNowhereAndBlocksNobody() throws Exception {
		Path workspace = this.bus.workspace();
		Path file = workspace.resolve("a");
		Path pipe = workspace.resolve("pipe");
		Pipes.make(pipe);
		Thread swapper = swap(() -> {
			Path next = workspace.resolve("next");
			Files.createSymbolicLink(next, this.outside.resolve("a"));
			Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			Files.writeString(next, "inside");
			Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			Files.createLink(next, pipe);
			Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			Files.deleteIfExists(next);
		}, () -> Files.deleteIfExists(workspace.resolve("next")));
		for (int round = 0; round < ROUNDS; round++) {
			call(round, "a");
		}
		finish(swapper);
	}

	/** One of the calls, in turn; none may answer the secret. */
	private void call(int round, String path) {
		HttpResponse<String> response = switch (round % 9) {
			case 0 -> this.bus.get("/fs/read?path=" + path);
			case 1 -> raw(path);
			case 2 -> this.bus.get("/fs/search?query=.");
			case 3 -> this.bus.get("/fs/list?recursive=true&path=" + parent(path));
			case 4 -> this.bus.post("/fs/write", Map.of("path", path, "content", "hacked"));
			case 5 ->
				this.bus.send(this.bus.request("/fs/raw/" + path).PUT(HttpRequest.BodyPublishers.ofString("hacked")));
			case 6 ->
				this.bus.post("/fs/edit", Map.of("path", path, "oldText", "e", "newText", "E", "replaceAll", true));
			case 7 -> this.bus.post("/fs/write", Map.of("path", parent(path) + "new/er", "content", "hacked"));
			default -> this.bus.post("/fs/write", Map.of("path", path, "content", "x", "mode", "append"));
		};
		if (response == null) {
			return;
		}
		assertThat(response.body()).doesNotContain(SECRET);
		assertThat(response.statusCode()).as(response.body()).isIn(expected);
	}

	/**
	 * Null when the other program shortened the file midway, which cuts the answer off.
	 */
	private @Nullable HttpResponse<String> raw(String path) {
		try {
			return this.bus.get("/fs/raw/" + path);
		}
		catch (UncheckedIOException ex) {
			return null;
		}
	}

	private static String parent(String path) {
		return path.substring(0, path.lastIndexOf('/') + 1);
	}

	private void finish(Thread swapper) throws Exception {
		this.stopped = true;
		swapper.join();
		assertThat(this.swaps).hasValueGreaterThan(100);
		assertThat(this.outside.resolve("a")).hasContent(SECRET);
		try (Stream<Path> files = Files.list(this.outside)) {
			assertThat(files).hasSize(1);
		}
		try (Stream<Path> files = Files.walk(this.bus.workspace())) {
			List<Path> hidden = files.filter((path) -> TemporaryName.is(path.getFileName())).toList();
			assertThat(hidden).isEmpty();
		}
	}

	/**
	 * Swaps until the calls are done.
	 * @param repair is done when a swap failed because the bus was in between
	 */
	private Thread swap(Swap swap, Swap repair) {
		return Thread.ofPlatform().start(() -> {
			while (!this.stopped) {
				if (succeeds(swap)) {
					this.swaps.incrementAndGet();
				}
				else {
					succeeds(repair);
				}
			}
		});
	}

	private static boolean succeeds(Swap swap) {
		try {
			swap.once();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** One turn of the other program. */
	private interface Swap {

		void once() throws IOException;

	}

}
