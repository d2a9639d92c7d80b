package dev.aura.bus.fs;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class FsPropertiesTest {

	@Test
	void hasDefaults() {
		assertThat(bind(Map.of())).isEqualTo(new FsProperties(DataSize.ofMegabytes(8), DataSize.ofMegabytes(8),
				DataSize.ofGigabytes(1), 2000, DataSize.ofKilobytes(256), 2000, 100_000, 500, DataSize.ofMegabytes(16),
				DataSize.ofMegabytes(256), Duration.ofSeconds(10)));
	}

	@Test
	void mapsEveryKey() {
		assertThat(bind(Map.ofEntries(Map.entry("max-write", "1KB"), Map.entry("max-edit", "2KB"),
				Map.entry("max-file", "3KB"), Map.entry("page-lines", "4"), Map.entry("page-size", "5KB"),
				Map.entry("max-list-entries", "6"), Map.entry("max-walk-entries", "7"), Map.entry("max-matches", "8"),
				Map.entry("max-search-file", "9KB"), Map.entry("max-search-size", "10KB"),
				Map.entry("search-time", "11s"))))
			.isEqualTo(new FsProperties(DataSize.ofKilobytes(1), DataSize.ofKilobytes(2), DataSize.ofKilobytes(3), 4,
					DataSize.ofKilobytes(5), 6, 7, 8, DataSize.ofKilobytes(9), DataSize.ofKilobytes(10),
					Duration.ofSeconds(11)));
	}

	@ParameterizedTest
	@CsvSource({ "max-write,0B", "max-edit,1GB", "max-file,-1B", "page-lines,0", "page-size,0B", "max-list-entries,0",
			"max-walk-entries,-5", "max-matches,0", "max-search-file,0B", "max-search-size,0B", "search-time,0s" })
	void refusesWhatCannotWork(String key, String value) {
		assertThatException().isThrownBy(() -> bind(Map.of(key, value)))
			.havingRootCause()
			.withMessageContaining("aura.fs." + key + ": ");
	}

	private static FsProperties bind(Map<String, String> values) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		values.forEach((key, value) -> source.put("aura.fs." + key, value));
		return new Binder(source).bindOrCreate("aura.fs", FsProperties.class);
	}

}
