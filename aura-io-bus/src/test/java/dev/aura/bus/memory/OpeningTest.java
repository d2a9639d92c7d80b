package dev.aura.bus.memory;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

import dev.aura.api.ProblemType;
import dev.aura.bus.AuraProperties;
import dev.aura.bus.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OpeningTest {

	@Test
	void asksForPatienceUntilItIsReady(@TempDir Path directory) throws SQLException {
		ModelServer none = new ModelServer("", "", "");
		MemoryProperties properties = new MemoryProperties(DataSize.ofKilobytes(1), DataSize.ofKilobytes(1),
				Duration.ZERO, Duration.ofSeconds(1), new EmbeddingServer(none, "", ""), none,
				MemoryBackend.Kind.EMBEDDED, new PostgresServer("", "", ""));
		Opening opening = new Opening(new AuraProperties(directory, directory), properties, new Embedder(properties));
		assertThat(opening.readiness()).isInstanceOf(Readiness.Preparing.class);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(opening::index).satisfies((problem) -> {
			assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE);
			assertThat(problem.retryAfter()).isPositive();
		});
		opening.destroy();
	}

}
