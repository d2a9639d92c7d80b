package dev.aura.bus.memory;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the memory.
 *
 * @param maxText the longest text that {@code add} takes, in bytes of UTF-8
 * @param maxFile the largest file that is ingested
 * @param patience how long a call waits for the memory to be ready after a start before
 * it is told to come back later
 * @param modelPatience how long a query waits for each server with a model before it is
 * answered without
 * @param embedding the server that makes embeddings instead of the model in this process
 * @param backend what keeps entries and finds them
 * @param postgres the database of the backend of that name
 * @param rerank the server that has the last word on what a query finds
 */
@ConfigurationProperties("aura.memory")
record MemoryProperties(@DefaultValue("4MB") DataSize maxText, @DefaultValue("16MB") DataSize maxFile,
		@DefaultValue("30s") Duration patience, @DefaultValue("10s") Duration modelPatience,
		@DefaultValue EmbeddingServer embedding, @DefaultValue ModelServer rerank,
		@DefaultValue("embedded") MemoryBackend.Kind backend, @DefaultValue PostgresServer postgres) {

	/** Files are held in memory as a whole. */
	private static final DataSize LARGEST_FILE = DataSize.ofMegabytes(256);

	MemoryProperties {
		Assert.isTrue(maxText.toBytes() > 0, () -> "aura.memory.max-text: " + maxText + " (expected: above 0)");
		Assert.isTrue(maxFile.toBytes() > 0 && maxFile.toBytes() <= LARGEST_FILE.toBytes(),
				() -> "aura.memory.max-file: " + maxFile + " (expected: above 0, at most " + LARGEST_FILE + ")");
		Assert.isTrue(!patience.isNegative(), () -> "aura.memory.patience: " + patience + " (expected: 0 or more)");
		Assert.isTrue(modelPatience.isPositive(),
				() -> "aura.memory.model-patience: " + modelPatience + " (expected: above 0)");
		Assert.isTrue(backend != MemoryBackend.Kind.POSTGRES || !postgres.url().isEmpty(),
				"aura.memory.postgres.url: absent (expected: jdbc:postgresql://host/database, as the backend is postgres)");
	}

}
