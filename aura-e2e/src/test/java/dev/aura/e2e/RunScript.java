package dev.aura.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** One call of {@code run.sh}, with a home and a workspace of its own. */
final class RunScript implements AutoCloseable {

	private static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

	private final Map<String, String> settings = new HashMap<>();

	private final Path folder;

	private final Process process;

	private RunScript(Path folder, Map<String, String> settings, List<String> arguments) throws IOException {
		this.folder = folder;
		this.settings.putAll(settings);
		// A background job starts with SIGINT ignored, and so would the build's children.
		List<String> command = new ArrayList<>(
				List.of("env", "--default-signal=INT", ROOT.resolve("run.sh").toString()));
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(file("stdout").toFile())
			.redirectError(file("stderr").toFile())
			.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
		builder.environment().keySet().removeIf((name) -> name.startsWith("AURA_") || name.startsWith("OPENAI_"));
		builder.environment()
			.putAll(Map.of("AURA_HOME", home().toString(), "AURA_WORKSPACE", workspace().toString(), "OLLAMA_HOST",
					"127.0.0.1:9", "AURA_LOCAL", "off"));
		builder.environment().putAll(settings);
		this.process = builder.start();
	}

	/** Starts the script; settings are environment variables. */
	static RunScript start(Path folder, Map<String, String> settings, String... arguments) throws IOException {
		return new RunScript(folder, settings, Arrays.asList(arguments));
	}

	Path home() {
		return this.folder.resolve("home");
	}

	Path workspace() {
		return this.folder.resolve("workspace");
	}

	long pid() {
		return this.process.pid();
	}

	/** The exit status, once the script ends by itself. */
	int await() throws InterruptedException, IOException {
		assertThat(this.process.waitFor(10, TimeUnit.MINUTES)).as("ends: " + stderr()).isTrue();
		return this.process.exitValue();
	}

	String stdout() throws IOException {
		return Files.readString(file("stdout"));
	}

	String stderr() throws IOException {
		return Files.readString(file("stderr"));
	}

	/** Sends a signal to the script alone. */
	void signal(String name) throws IOException, InterruptedException {
		kill(name, pid());
	}

	static void kill(String signal, long pid) throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
	}

	/** The Java process of ours that runs a jar, found by the home in its environment. */
	long java(String jar) throws InterruptedException {
		List<Long> found = new ArrayList<>();
		await("the process of " + jar, () -> {
			found.clear();
			processes().filter((process) -> commandLine(process.pid()).contains(jar))
				.forEach((process) -> found.add(process.pid()));
			return !found.isEmpty();
		});
		return found.getFirst();
	}

	/** Waits until nothing is left that knows this home. */
	void awaitNothingLeft() throws InterruptedException {
		await("the end of " + processes().map((process) -> commandLine(process.pid())).toList(),
				() -> processes().findAny().isEmpty());
	}

	private Stream<ProcessHandle> processes() {
		return ProcessHandle.allProcesses()
			.filter((process) -> read(process.pid(), "environ").contains("AURA_HOME=" + home())
					|| commandLine(process.pid()).contains(this.folder.toString()));
	}

	static String commandLine(long pid) {
		return read(pid, "cmdline");
	}

	private static String read(long pid, String file) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
		}
		catch (IOException gone) {
			return "";
		}
	}

	static void await(String what, BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as(what).isLessThan(deadline);
			Thread.sleep(50);
		}
	}

	private Path file(String name) {
		return this.folder.resolve(name);
	}

	@Override
	public void close() {
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
	}

}
