package dev.aura.kernel.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.aura.kernel.CrowdedModel;
import dev.aura.kernel.model.ModelClient;
import dev.aura.kernel.model.ModelListener;
import dev.aura.kernel.model.ModelSettings;
import dev.aura.kernel.model.Retries;
import dev.aura.kernel.settings.Secret;
import dev.langchain4j.data.message.UserMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProviderTest {

	private static final int RUNS = 60;

	private static final int CALLS = 5;

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final AtomicInteger retries = new AtomicInteger();

	@Test
	void hidesRefusalsFromAllRunsAndServesThemAlike() throws Exception {
		try (CrowdedModel server = CrowdedModel.start(6, Duration.ofMillis(20), "0.1")) {
			ModelClient model = client(server).through(new Provider(24).turnstile(Priority.BATCH));
			Map<Integer, Integer> counts = new ConcurrentHashMap<>();
			List<Double> fairness = new CopyOnWriteArrayList<>();
			List<Thread> threads = new ArrayList<>();
			AtomicInteger total = new AtomicInteger();
			for (int run = 0; run < RUNS; run++) {
				int number = run;
				counts.put(number, 0);
				threads.add(Thread.ofVirtual().unstarted(() -> {
					for (int call = 0; call < CALLS; call++) {
						ask(model);
						counts.merge(number, 1, Integer::sum);
						if (total.incrementAndGet() == RUNS * CALLS / 2) {
							fairness.add(jain(List.copyOf(counts.values())));
						}
					}
				}));
			}
			threads.forEach(Thread::start);
			for (Thread thread : threads) {
				thread.join();
			}

			assertThat(this.failures).isEmpty();
			assertThat(this.retries).hasValue(0);
			assertThat(server.refused()).isPositive();
			assertThat(counts.values()).containsOnly(CALLS);
			assertThat(fairness.getFirst()).isGreaterThanOrEqualTo(0.95);
		}
	}

	private void ask(ModelClient model) {
		try {
			model.answer(List.of(UserMessage.from("Hello")), List.of(), new ModelListener() {

				@Override
				public void text(String delta) {
					// Only that it comes matters.
				}

				@Override
				public void retry(int attempt, String reason, Duration delay) {
					ProviderTest.this.retries.incrementAndGet();
				}

				@Override
				public void lost(long characters) {
					ProviderTest.this.failures.add(new IllegalStateException("an answer broke off"));
				}

			});
		}
		catch (RuntimeException ex) {
			this.failures.add(ex);
		}
	}

	/** Jain's index: 1 when all have the same, 1/n when one has all. */
	private static double jain(List<Integer> shares) {
		double sum = shares.stream().mapToDouble(Integer::doubleValue).sum();
		double squares = shares.stream().mapToDouble((share) -> (double) share * share).sum();
		return sum * sum / (shares.size() * squares);
	}

	private static ModelClient client(CrowdedModel server) {
		return new ModelClient(
				new ModelSettings(server.address(), new Secret("k"), "crowded", "the test", Duration.ofSeconds(20)),
				Retries.DEFAULT);
	}

}
