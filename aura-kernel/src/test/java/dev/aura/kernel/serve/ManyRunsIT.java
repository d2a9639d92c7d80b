package dev.aura.kernel.serve;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.aura.kernel.CrowdedModel;
import dev.aura.kernel.ScriptedBus;
import dev.aura.kernel.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many batch runs at once in one JVM, against a model server that refuses calls beyond
 * its places, while a person brings tasks. {@code ./mvnw verify -pl aura-kernel -am
 * -Dit.test=ManyRunsIT -Dtest=None -Daura.runs=1000} measures a thousand on a quiet
 * machine and prints the figures.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyRunsIT {

	private static final int RUNS = Integer.getInteger("aura.runs", 100);

	private static final int CALLS = 4;

	private static final int PLACES = 32;

	private static final int PERSONS_TASKS = 20;

	private static final Duration LATENCY = Duration.ofMillis(250);

	private static final JsonMapper json = JsonMapper.builder().build();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@TempDir
	private Path home;

	@Test
	void losesNoneTreatsThemAlikeAndKeepsNoPersonWaiting() throws Exception {
		try (CrowdedModel model = CrowdedModel.start(PLACES, LATENCY, "1");
				ScriptedBus bus = ScriptedBus.start();
				ConfigurableApplicationContext server = KernelServer.start(new Settings(
						Map.of("AURA_HOME", this.home.toString(), "AURA_KERNEL_PORT", "0", "OPENAI_BASE_URL",
								model.address().toString(), "AURA_BUS_URL", bus.address().toString(), "AURA_BUS_TOKEN",
								ScriptedBus.TOKEN, "AURA_KERNEL_RUNS", "10000", "AURA_MODEL_CALLS", "64")))) {
			URI runs = URI.create(
					"http://127.0.0.1:" + server.getEnvironment().getRequiredProperty("local.server.port") + "/runs");
			person(runs, "warm-up");
			double unloaded = p95(personsTasks(runs, "alone"));
			long before = used();

			// All begin together, when the server takes calls again.
			model.full(true);
			List<String> batch = new ArrayList<>();
			for (int i = 0; i < RUNS; i++) {
				batch.add(submit(runs, "{\"task\":\"#b%d does %d\",\"priority\":\"batch\"}".formatted(i, CALLS)));
			}
			int waiting = server.getBean(Engines.class).waitingCalls();
			long perRun = (used() - before) / Math.max(1, waiting);
			model.full(false);
			while (shares(model).stream().mapToInt(Integer::intValue).sum() == 0) {
				Thread.sleep(20);
			}
			double loaded = p95(personsTasks(runs, "crowd"));
			while (shares(model).stream().mapToInt(Integer::intValue).sum() < RUNS * CALLS / 2) {
				Thread.sleep(20);
			}
			double fairness = jain(shares(model));
			for (String id : batch) {
				events(runs, id);
			}

			System.out.printf(Locale.ROOT,
					"many runs: %d of %d calls each, %d refused by the model; %d waited, %d KiB each; Jain %.3f; "
							+ "a person's task p95 %.0f ms alone, %.0f ms in the crowd%n",
					RUNS, CALLS, model.refused(), waiting, perRun / 1024, fairness, unloaded, loaded);
			assertThat(shares(model)).hasSize(RUNS).containsOnly(CALLS);
			for (String id : batch) {
				assertThat(Files.readString(this.home.resolve("runs/" + id + "/journal.jsonl")))
					.contains("\"type\":\"answered\"")
					.doesNotContain("\"type\":\"retry\"", "\"type\":\"failed\"");
			}
			assertThat(model.refused()).isPositive();
			assertThat(fairness).isGreaterThanOrEqualTo(0.95);
			// Smaller numbers are no measurement: builds run on busy machines.
			if (RUNS >= 1000) {
				assertThat(perRun).isLessThanOrEqualTo(50 * 1024);
				assertThat(loaded).isLessThanOrEqualTo(2 * unloaded);
			}
		}
	}

	/** Calls that each batch run was given so far. */
	private static List<Integer> shares(CrowdedModel model) {
		Map<String, Integer> answers = model.answers();
		return IntStream.range(0, RUNS).mapToObj((run) -> answers.getOrDefault("b" + run, 0)).toList();
	}

	/** Jain's index: 1 when all have the same, 1/n when one has all. */
	private static double jain(Collection<Integer> shares) {
		double sum = shares.stream().mapToDouble(Integer::doubleValue).sum();
		double squares = shares.stream().mapToDouble((share) -> (double) share * share).sum();
		return sum * sum / (shares.size() * squares);
	}

	private List<Double> personsTasks(URI runs, String name) throws Exception {
		List<Double> millis = new ArrayList<>();
		for (int i = 0; i < PERSONS_TASKS; i++) {
			millis.add(person(runs, name + i));
		}
		return millis;
	}

	/** Milliseconds from a person's task to its answer. */
	private double person(URI runs, String name) throws Exception {
		long start = System.nanoTime();
		String id = submit(runs, "{\"task\":\"#p-%s does 1\"}".formatted(name));
		List<String> events = events(runs, id);
		assertThat(events.getLast()).contains("\"type\":\"answered\"");
		return (System.nanoTime() - start) / 1e6;
	}

	private static double p95(List<Double> values) {
		return values.stream().sorted().toList().get(values.size() * 95 / 100 - 1);
	}

	private static long used() {
		ManagementFactory.getMemoryMXBean().gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private String submit(URI runs, String body) throws Exception {
		JsonNode accepted = json.readTree(send(HttpRequest.newBuilder(runs)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)), HttpResponse.BodyHandlers.ofString()).body());
		return accepted.path("id").asString();
	}

	/** The events of a run until its last. */
	private List<String> events(URI runs, String id) throws Exception {
		HttpResponse<Stream<String>> stream = send(HttpRequest.newBuilder(URI.create(runs + "/" + id + "/events")),
				HttpResponse.BodyHandlers.ofLines());
		return stream.body().filter((line) -> line.startsWith("data:")).toList();
	}

	private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) throws Exception {
		return this.http.send(request.header("Authorization", "Bearer " + ScriptedBus.TOKEN).build(), body);
	}

}
