package dev.aura.bus.memory;

import java.nio.file.Path;
import java.util.stream.Stream;

import dev.aura.bus.TestBus;

/** What keeps the memory of a bus under test; what callers see must be the same. */
enum MemoryBackends {

	EMBEDDED("faiss-ip"), POSTGRES("pgvector-hnsw");

	private final String index;

	MemoryBackends(String index) {
		this.index = index;
	}

	/** What the bus calls its index. */
	String index() {
		return this.index;
	}

	/** Starts a bus, or skips the test when the backend is not to be had. */
	TestBus start(Path directory, String... properties) {
		String[] own = (this == POSTGRES) ? TestPostgres.settings() : new String[0];
		return TestBus.start(directory, Stream.of(own, properties).flatMap(Stream::of).toArray(String[]::new));
	}

}
