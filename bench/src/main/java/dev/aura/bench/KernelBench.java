package dev.aura.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs of many steps against a model that answers at once, beside the same HTTP calls
 * made bare.
 */
final class KernelBench {

	private static final int STEPS = 200;

	private KernelBench() {
	}

	static void run(Path root, Path folder, BusProcess bus, Table table, int count) throws Exception {
		Samples one = Samples.of(1, count, () -> kernel(root, folder, bus, 0));
		table.row("kernel: process start to answer, 1 step", one);
		Samples many = Samples.of(0, count, () -> kernel(root, folder, bus, STEPS));
		Samples bare = Samples.of(1, count, () -> bare(bus));
		System.out.printf(Locale.ROOT,
				"| kernel: one more step (model call, tool call, events on disk) | %d | %.3f | | | the same two HTTP calls bare: %.3f ms | %.2f |%n",
				count * STEPS, (many.p50() - one.p50()) / STEPS, bare.p50() / STEPS,
				(many.p50() - one.p50()) / bare.p50());
	}

	private static int kernel(Path root, Path folder, BusProcess bus, int toolCalls) throws Exception {
		try (ScriptedModel model = new ScriptedModel(toolCalls)) {
			ProcessBuilder builder = new ProcessBuilder(
					List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
							"-XX:TieredStopAtLevel=1", "-jar",
							root.resolve("aura-kernel/target/aura-kernel.jar").toString(), "List the files."))
				.redirectErrorStream(true)
				.redirectOutput(folder.resolve("kernel.log").toFile());
			builder.environment()
				.putAll(Map.of("AURA_HOME", folder.resolve("home").toString(), "AURA_BUS_URL", bus.url(),
						"AURA_BUS_TOKEN", BusProcess.TOKEN, "OPENAI_BASE_URL", model.url(), "OPENAI_API_KEY", "bench",
						"AURA_MODEL", "scripted", "AURA_MAX_STEPS", "1000"));
			int status = builder.start().waitFor();
			if (status != 0) {
				throw new IOException("The kernel ended with status " + status + "; see kernel.log");
			}
			return status;
		}
	}

	private static int bare(BusProcess bus) throws Exception {
		try (ScriptedModel model = new ScriptedModel(STEPS);
				HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
			HttpRequest request = HttpRequest.newBuilder(URI.create(model.url() + "/chat/completions"))
				.POST(HttpRequest.BodyPublishers.ofString("{\"stream\":true}"))
				.build();
			for (int i = 0; i < STEPS; i++) {
				http.send(request, HttpResponse.BodyHandlers.ofString());
				bus.get("/fs/list");
			}
			return STEPS;
		}
	}

}
