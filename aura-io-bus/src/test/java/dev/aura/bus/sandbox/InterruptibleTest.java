package dev.aura.bus.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import dev.aura.api.ProblemType;
import dev.aura.api.sandbox.ExecuteRequest;
import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import dev.aura.bus.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class InterruptibleTest {

	@Test
	void doesNotSayOfAProgramThatItCutOffThatItWasNotAvailable(@TempDir Path directory) throws Exception {
		try (TestBus bus = TestBus.start(directory, "aura.sandbox.tier=process")) {
			SandboxService service = bus.context().getBean(SandboxService.class);
			ExecuteRequest request = new ExecuteRequest("bash", "echo acted > effect; sleep 600", null, null, null,
					null, null);
			CompletableFuture<ProblemException> problem = new CompletableFuture<>();
			Thread caller = Thread.ofVirtual().start(() -> {
				try {
					service.execute(request, () -> false, OutputSink.NONE);
				}
				catch (ProblemException ex) {
					problem.complete(ex);
				}
				catch (InterruptedException ex) {
					problem.completeExceptionally(ex);
				}
			});
			BusProcess.eventually(() -> Files.exists(bus.workspace().resolve("effect")));
			caller.interrupt();
			assertThat(problem.get().type()).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
			assertThat(problem.get().members()).containsEntry("outcome", "unknown");
		}
	}

}
