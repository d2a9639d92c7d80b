package dev.aura.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One-line programs, isolated in every way that there is, beside the same line run bare.
 */
final class SandboxBench {

	private static final String BARE = "bare python3 -c";

	private static final String PROGRAM = "{\"language\":\"python\",\"code\":\"print(1)\"}";

	private static final String TIER = "-Daura.sandbox.tier=";

	private static final String WARM = "-Daura.sandbox.warm.languages=python";

	private static final String NONE_WAIT = "-Daura.sandbox.warm.size=0";

	private static final JsonMapper json = JsonMapper.builder().build();

	private SandboxBench() {
	}

	/**
	 * Measures it on buses of its own. Each kind is done often before it counts, since a
	 * bus that has run for a while is compiled.
	 * @param count executions of each kind, one after the other
	 * @param load executions of each kind at once
	 */
	static void run(Path root, Path folder, Table table, int count, int load) throws Exception {
		Samples bare = Samples.of(20, count, SandboxBench::bare);
		table.row(BARE, bare);
		try (BusProcess bus = start(root, folder, "cold", NONE_WAIT)) {
			cold(bus, "bubblewrap", table, count, bare);
		}
		try (BusProcess bus = start(root, folder, "warm", WARM)) {
			if (active(bus).equals("bubblewrap")) {
				warm(bus, "bubblewrap", table, count, bare);
				session(bus, "bubblewrap", table, count, bare);
			}
		}
		other(root, folder, "gvisor", table, count, bare);
		other(root, folder, "microvm", table, count, bare);
		for (int atOnce : List.of(1, 8, 64)) {
			load(root, folder, table, atOnce, load);
		}
	}

	private static BusProcess start(Path root, Path folder, String name, String... options) throws Exception {
		Table.progress("sandbox: " + name);
		BusProcess bus = BusProcess.start(root, Files.createDirectories(folder.resolve("sandbox-" + name)),
				List.of(options));
		tiers(bus);
		return bus;
	}

	private static int bare() throws IOException, InterruptedException {
		return new ProcessBuilder("/usr/bin/python3", "-c", "print(1)").redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor();
	}

	/** Waits for the probe of the tiers. */
	private static JsonNode tiers(BusProcess bus) throws IOException, InterruptedException {
		return json.readTree(bus.get("/sandbox/tiers"));
	}

	private static String active(BusProcess bus) throws IOException, InterruptedException {
		return tiers(bus).path("active").asString("none");
	}

	private static void cold(BusProcess bus, String tier, Table table, int count, Samples bare) throws Exception {
		if (!active(bus).equals(tier)) {
			Table.progress(tier + ": not on this machine: " + tiers(bus));
			return;
		}
		table.row(tier + ", cold", Samples.of(count / 2, count, () -> bus.post("/sandbox/execute", PROGRAM)), BARE,
				bare);
	}

	/**
	 * Each begins when one waits, since programs of an agent do not come by the dozen.
	 */
	private static void warm(BusProcess bus, String tier, Table table, int count, Samples bare) throws Exception {
		Runnable full = () -> awaitWarm(bus);
		table.row(tier + ", one waits: the answer",
				Samples.each(count / 2, count, full, () -> bus.post("/sandbox/execute", PROGRAM)), BARE, bare);
		try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
			table.row(tier + ", one waits: the first byte",
					Samples.each(count / 2, count, full, () -> firstByte(http, bus)), BARE, bare);
		}
	}

	private static void awaitWarm(BusProcess bus) {
		try {
			while (tiers(bus).path("warm").path(0).path("waiting").asInt(0) == 0) {
				Thread.sleep(10);
			}
			// What was started meanwhile is not to be measured.
			Thread.sleep(100);
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int firstByte(HttpClient http, BusProcess bus) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(bus.url() + "/sandbox/execute?stream"))
			.header("Content-Type", "application/json")
			.header("Authorization", "Bearer " + BusProcess.TOKEN)
			.POST(HttpRequest.BodyPublishers.ofString(PROGRAM))
			.build();
		try (InputStream body = http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
			return body.read();
		}
	}

	private static void session(BusProcess bus, String tier, Table table, int count, Samples bare) throws Exception {
		String begun = bus.post("/sandbox/sessions", "{\"language\":\"python\"}");
		String path = "/sandbox/sessions/" + json.readTree(begun).path("id").asString();
		table.row(tier + ", in a session",
				Samples.of(2 * count, count, () -> bus.post(path + "/execute", "{\"code\":\"print(1)\"}")), BARE, bare);
	}

	private static void other(Path root, Path folder, String tier, Table table, int count, Samples bare)
			throws Exception {
		try (BusProcess bus = start(root, folder, tier, TIER + tier, NONE_WAIT)) {
			if (!active(bus).equals(tier)) {
				table.note(tier + ": not on this machine: " + reason(bus, tier));
				return;
			}
			cold(bus, tier, table, Math.max(5, count / 10), bare);
		}
		try (BusProcess bus = start(root, folder, tier + "-warm", TIER + tier, WARM)) {
			warm(bus, tier, table, Math.max(5, count / 4), bare);
		}
	}

	private static String reason(BusProcess bus, String tier) throws IOException, InterruptedException {
		return tiers(bus).path("tiers")
			.valueStream()
			.filter((one) -> one.path("name").asString().equals(tier))
			.findFirst()
			.map((one) -> one.path("reason").asString(""))
			.orElse("");
	}

	/** As it comes out of the box; whoever is told to come again later has failed. */
	private static void load(Path root, Path folder, Table table, int atOnce, int count) throws Exception {
		try (BusProcess bus = start(root, folder, "load-" + atOnce); Memory memory = Memory.of(bus.pid())) {
			Load load = Load.of(atOnce, count, () -> bus.post("/sandbox/execute", PROGRAM));
			table.row("%d at once: %d failed, bus %d MB, programs %d MB at most".formatted(atOnce, load.failed(),
					memory.bus() >> 20, memory.others() >> 20), load.samples());
			load.why().ifPresent((why) -> Table.progress(String.format(Locale.ROOT, "%d at once: %s", atOnce, why)));
		}
	}

}
