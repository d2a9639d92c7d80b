package dev.aura.bus.memory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** 64 clients at once; {@code -Daura.soak.seconds=300} makes it thorough. */
class MemorySoakTest {

	private static final int CLIENTS = 64;

	/** Entries that a client keeps at a time. */
	private static final int KEPT = 5;

	private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("aura.soak.seconds", 8));

	private static final String[] THINGS = { "harvest", "bridge", "violin", "glacier", "engine", "recipe", "treaty" };

	@TempDir
	private Path directory;

	@Test
	void servesManyClientsWithoutErrorsAndGivesItsMemoryBack() throws Exception {
		try (TestBus bus = TestBus.start(this.directory);
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			new Memories(bus, "warm").everything("up");
			long end = System.nanoTime() + LENGTH.toNanos();
			List<Callable<Integer>> clients = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				Memories own = new Memories(bus, "client" + i % 8);
				String name = "client" + i;
				clients.add(() -> rounds(own, name, end));
			}
			int rounds = 0;
			for (Future<Integer> client : threads.invokeAll(clients)) {
				rounds += client.get();
			}
			assertThat(rounds).isGreaterThanOrEqualTo(CLIENTS);
			JsonNode stats = TestBus.json(bus.get("/memory/stats"));
			assertThat(stats.path("entries").asLong()).isZero();
			assertThat(stats.path("vectors").path("count").asLong()).isZero();
			// Rows that died are given back when a thousand of them are a fifth of a
			// namespace.
			assertThat(stats.path("vectors").path("nativeBytes").asLong()).isLessThan(8 * 3_000 * 2_200);
		}
	}

	/**
	 * Adds, finds what it added, deletes and does not find what it deleted; leaves
	 * nothing.
	 */
	private static int rounds(Memories memories, String name, long end) {
		Deque<String> kept = new ArrayDeque<>();
		int round = 0;
		while (System.nanoTime() < end || round == 0) {
			String text = "Note %d of %s is about a %s.".formatted(round, name, THINGS[round % THINGS.length]);
			kept.addLast(memories.add(text));
			assertThat(found(memories, text)).contains(kept.getLast());
			if (kept.size() > KEPT) {
				String gone = kept.removeFirst();
				forget(memories, gone);
				assertThat(found(memories, text)).doesNotContain(gone).contains(kept.getLast());
			}
			round++;
		}
		kept.forEach((id) -> forget(memories, id));
		return round;
	}

	private static List<String> found(Memories memories, String text) {
		return memories.hits(text, Map.of("mode", "dense")).stream().map((hit) -> hit.path("id").asString()).toList();
	}

	private static void forget(Memories memories, String id) {
		assertThat(memories.bus().delete("/memory/" + id).statusCode()).isEqualTo(200);
	}

}
