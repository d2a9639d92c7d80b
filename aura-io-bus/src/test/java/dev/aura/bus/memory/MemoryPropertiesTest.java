package dev.aura.bus.memory;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MemoryPropertiesTest {

	@Test
	void bindsItsSettings() {
		assertThat(bind(Map.of("aura.memory.max-text", "10KB", "aura.memory.max-file", "1MB", "aura.memory.patience",
				"5s", "aura.memory.model-patience", "3s")))
			.isEqualTo(with(DataSize.ofKilobytes(10), DataSize.ofMegabytes(1), Duration.ofSeconds(5),
					Duration.ofSeconds(3)));
		assertThat(bind(Map.of())).isEqualTo(with(DataSize.ofMegabytes(4), DataSize.ofMegabytes(16),
				Duration.ofSeconds(30), Duration.ofSeconds(10)));
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> bind(Map.of("aura.memory.max-text", "0B")))
			.withStackTraceContaining("aura.memory.max-text: 0B (expected: above 0)");
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> bind(Map.of("aura.memory.model-patience", "0s")))
			.withStackTraceContaining("aura.memory.model-patience: PT0S (expected: above 0)");
	}

	@Test
	void bindsModelServersAndNeverShowsTheirKeys() {
		MemoryProperties properties = bind(Map.of("aura.memory.embedding.server.url",
				"http://127.0.0.1:1/v1/embeddings", "aura.memory.embedding.server.model", "m",
				"aura.memory.embedding.server.api-key", "secret", "aura.memory.embedding.query-prefix", "q: "));
		assertThat(properties.embedding().server().apiKey()).isEqualTo("secret");
		assertThat(properties.embedding().queryPrefix()).isEqualTo("q: ");
		assertThat(properties.toString()).doesNotContain("secret");
		assertThat(properties.rerank().isNamed()).isFalse();
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> bind(Map.of("aura.memory.rerank.url", "ftp://x")))
			.withStackTraceContaining("url: ftp://x (expected: an http or https address)");
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> bind(Map.of("aura.memory.rerank.url", "http://x")))
			.withStackTraceContaining("model: absent");
	}

	@Test
	void bindsADatabaseAndNeverShowsItsPassword() {
		MemoryProperties properties = bind(Map.of("aura.memory.backend", "postgres", "aura.memory.postgres.url",
				"jdbc:postgresql://h/d?password=hidden", "aura.memory.postgres.user", "u",
				"aura.memory.postgres.password", "secret"));
		assertThat(properties.backend()).isEqualTo(MemoryBackend.Kind.POSTGRES);
		assertThat(properties.postgres().password()).isEqualTo("secret");
		assertThat(properties.toString()).doesNotContain("secret").doesNotContain("hidden");
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> bind(Map.of("aura.memory.backend", "postgres")))
			.withStackTraceContaining("aura.memory.postgres.url: absent");
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> bind(Map.of("aura.memory.postgres.url", "postgres://h/d")))
			.withStackTraceContaining("aura.memory.postgres.url: it has another form");
	}

	private static MemoryProperties with(DataSize maxText, DataSize maxFile, Duration patience,
			Duration modelPatience) {
		ModelServer none = new ModelServer("", "", "");
		return new MemoryProperties(maxText, maxFile, patience, modelPatience, new EmbeddingServer(none, "", ""), none,
				MemoryBackend.Kind.EMBEDDED, new PostgresServer("", "", ""));
	}

	private static MemoryProperties bind(Map<String, String> settings) {
		return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("aura.memory",
				MemoryProperties.class);
	}

}
