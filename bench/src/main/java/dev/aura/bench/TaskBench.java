package dev.aura.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everyday tasks, each by the real kernel and the real bus with whatever model the
 * settings lead to, judged by the files, the memory and the answer that are there
 * afterwards. A line is printed for every task as soon as it is done.
 */
final class TaskBench {

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final long MOST_MINUTES = 10;

	private final Path root;

	private final Path folder;

	private final BusProcess bus;

	private TaskBench(Path root, Path folder, BusProcess bus) {
		this.root = root;
		this.folder = folder;
		this.bus = bus;
	}

	static void run(Path root, Path folder, int most) throws Exception {
		List<Task> tasks = tasks().subList(0, Math.min(most, tasks().size()));
		int passed = 0;
		Cost all = new Cost("", 0, 0, 0, "");
		try (BusProcess bus = BusProcess.start(root, folder, List.of())) {
			TaskBench bench = new TaskBench(root, folder, bus);
			System.out.println("| task | passed | steps | tokens | s | answer |\n|---|---|---|---|---|---|");
			for (Task task : tasks) {
				Cost cost = bench.carryOut(task);
				boolean good = bench.isDone(task, cost.answer());
				passed += good ? 1 : 0;
				System.out.printf(Locale.ROOT, "| %s | %s | %d | %d | %.1f | %s |%n", task.task(), good ? "yes" : "no",
						cost.steps(), cost.tokens(), cost.millis() / 1000.0, line(cost.answer()));
				all = all.plus(cost);
			}
		}
		int count = tasks.size();
		System.out.printf(Locale.ROOT,
				"%n%s: %d of %d passed (%d %%); %.1f steps, %d tokens, %.1f s a task on the average%n", all.model(),
				passed, count, 100 * passed / count, all.steps() / (double) count, all.tokens() / count,
				all.millis() / 1000.0 / count);
	}

	private static List<Task> tasks() throws IOException {
		try (InputStream file = TaskBench.class.getResourceAsStream("tasks.json")) {
			return List.of(json.readValue(file, Task[].class));
		}
	}

	private Cost carryOut(Task task) throws Exception {
		Path workspace = this.folder.resolve("workspace");
		empty(workspace);
		for (Map.Entry<String, String> file : task.files().entrySet()) {
			this.bus.post("/fs/write",
					json.writeValueAsString(Map.of("path", file.getKey(), "content", file.getValue())));
		}
		for (String text : task.memory()) {
			this.bus.post("/memory/add", json.writeValueAsString(Map.of("text", text)));
		}
		Path events = this.folder.resolve("events.jsonl");
		ProcessBuilder builder = new ProcessBuilder(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
						"--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-jar",
						this.root.resolve("aura-kernel/target/aura-kernel.jar").toString(), "--json", task.task()))
			.redirectError(this.folder.resolve("kernel.log").toFile())
			.redirectOutput(events.toFile());
		builder.environment()
			.putAll(Map.of("AURA_HOME", this.folder.resolve("home").toString(), "AURA_BUS_URL", this.bus.url(),
					"AURA_BUS_TOKEN", BusProcess.TOKEN, "AURA_MAX_STEPS", "10"));
		Process process = builder.start();
		if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
			process.destroyForcibly().waitFor();
		}
		if (process.exitValue() == 2) {
			throw new IOException(Files.readString(this.folder.resolve("kernel.log")));
		}
		return cost(events);
	}

	private static Cost cost(Path events) throws IOException {
		Cost cost = new Cost("", 0, 0, 0, "");
		for (String line : Files.readAllLines(events)) {
			JsonNode event = json.readTree(line);
			switch (event.path("type").asString()) {
				case "model" -> cost = new Cost(event.path("model").asString(), 0, 0, 0, "");
				case "usage" ->
					cost = new Cost(cost.model(), event.path("step").asInt(), event.path("total").asLong(), 0, "");
				case "answered", "failed", "budget_ran_out" -> cost = new Cost(cost.model(), cost.steps(),
						cost.tokens(), event.path("millis").asLong(), event.path("answer").asString(""));
				default -> {
				}
			}
		}
		return cost;
	}

	private boolean isDone(Task task, String answer) throws Exception {
		boolean done = task.answer() == null || Pattern.compile(task.answer()).matcher(answer).find();
		if (task.file() != null && task.has() != null) {
			Path file = this.folder.resolve("workspace").resolve(task.file());
			done &= Files.exists(file) && Pattern.compile(task.has()).matcher(Files.readString(file)).find();
		}
		if (task.remembered() != null) {
			String query = URLEncoder.encode(task.remembered().query(), StandardCharsets.UTF_8);
			JsonNode best = json.readTree(this.bus.get("/memory/query?k=3&query=" + query)).path("results");
			done &= best.toString().contains(task.remembered().has());
		}
		return done;
	}

	private static void empty(Path workspace) throws IOException {
		Files.createDirectories(workspace);
		try (Stream<Path> files = Files.walk(workspace)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				if (!file.equals(workspace)) {
					Files.delete(file);
				}
			}
		}
	}

	private static String line(String answer) {
		String line = answer.replaceAll("[|\\s]+", " ");
		return (line.length() <= 80) ? line : line.substring(0, 80) + "…";
	}

	/**
	 * One task and what is there when it is done; what is absent is not looked at.
	 *
	 * @param files that are there before, by path
	 * @param memory that is there before
	 * @param file that is to be there afterwards
	 * @param has a pattern of its content
	 * @param answer a pattern of the answer
	 */
	private record Task(String task, Map<String, String> files, List<String> memory, @Nullable String file,
			@Nullable String has, @Nullable String answer, @Nullable Remembered remembered) {

		@SuppressWarnings("NullAway") // Absent in the file.
		Task {
			files = (files == null) ? Map.of() : files;
			memory = (memory == null) ? List.of() : memory;
		}

	}

	/** What a query of the memory is to find. */
	private record Remembered(String query, String has) {
	}

	/** What a run took, or several. */
	private record Cost(String model, int steps, long tokens, long millis, String answer) {

		Cost plus(Cost other) {
			return new Cost(other.model, this.steps + other.steps, this.tokens + other.tokens,
					this.millis + other.millis, "");
		}

	}

}
