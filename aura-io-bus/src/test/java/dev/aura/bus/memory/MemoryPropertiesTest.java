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
		assertThat(bind(
				Map.of("aura.memory.max-text", "10KB", "aura.memory.max-file", "1MB", "aura.memory.patience", "5s")))
			.isEqualTo(new MemoryProperties(DataSize.ofKilobytes(10), DataSize.ofMegabytes(1), Duration.ofSeconds(5)));
		assertThat(bind(Map.of()))
			.isEqualTo(new MemoryProperties(DataSize.ofMegabytes(4), DataSize.ofMegabytes(16), Duration.ofSeconds(30)));
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> bind(Map.of("aura.memory.max-text", "0B")))
			.withStackTraceContaining("aura.memory.max-text: 0B (expected: above 0)");
	}

	private static MemoryProperties bind(Map<String, String> settings) {
		return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("aura.memory",
				MemoryProperties.class);
	}

}
