package dev.aura.bus.memory;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

import dev.aura.api.ProblemType;
import dev.aura.api.memory.QueryRequest;
import dev.aura.bus.AuraProperties;
import dev.aura.bus.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MemoryEngineTest {

	@Test
	void asksForPatienceUntilItIsReady(@TempDir Path directory) throws SQLException {
		MemoryEngine engine = new MemoryEngine(new AuraProperties(directory, directory),
				new MemoryProperties(DataSize.ofKilobytes(1), Duration.ZERO));
		Question question = Question.of(new QueryRequest("anything", null, null, null, null));
		assertThat(engine.readiness()).isInstanceOf(Readiness.Preparing.class);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> engine.query(question))
			.satisfies((problem) -> {
				assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE);
				assertThat(problem.retryAfter()).isPositive();
			});
		engine.destroy();
	}

	@Test
	void bindsItsSettings() {
		assertThat(bind(Map.of("aura.memory.max-text", "10KB", "aura.memory.patience", "5s")))
			.isEqualTo(new MemoryProperties(DataSize.ofKilobytes(10), Duration.ofSeconds(5)));
		assertThat(bind(Map.of())).isEqualTo(new MemoryProperties(DataSize.ofMegabytes(4), Duration.ofSeconds(30)));
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> bind(Map.of("aura.memory.max-text", "0B")))
			.withStackTraceContaining("aura.memory.max-text: 0B (expected: above 0)");
	}

	private static MemoryProperties bind(Map<String, String> settings) {
		return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("aura.memory",
				MemoryProperties.class);
	}

}
