package dev.aura.kernel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.aura.kernel.ScriptedBus;
import dev.aura.kernel.ScriptedModel;

/** The real command in a JVM of its own. */
final class AuraProcess {

	private final Process process;

	private final Path out;

	private final Path err;

	private AuraProcess(Process process, Path out, Path err) {
		this.process = process;
		this.out = out;
		this.err = err;
	}

	/** The settings that lead to a scripted model and bus. */
	static Map<String, String> settings(ScriptedModel model, ScriptedBus bus) {
		return Map.of("OPENAI_BASE_URL", model.address().toString(), "AURA_BUS_URL", bus.address().toString(),
				"AURA_BUS_TOKEN", ScriptedBus.TOKEN);
	}

	static AuraProcess start(Path home, Map<String, String> settings, String stdin, String... arguments)
			throws IOException {
		// A background job starts with SIGINT ignored, and so would the build's children.
		List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), AuraCommand.class.getName()));
		command.addAll(List.of(arguments));
		Files.createDirectories(home);
		Path out = Files.createTempFile(home, "out", null);
		Path err = Files.createTempFile(home, "err", null);
		Path in = Files.writeString(Files.createTempFile(home, "in", null), stdin);
		ProcessBuilder builder = new ProcessBuilder(command).redirectInput(in.toFile())
			.redirectOutput(out.toFile())
			.redirectError(err.toFile());
		builder.environment().keySet().removeIf((name) -> name.matches("(AURA|OPENAI|OLLAMA)_.*"));
		builder.environment().put("AURA_HOME", home.toString());
		// A port of loopback that nothing listens on, so that no Ollama of this machine
		// is found.
		builder.environment().put("OLLAMA_HOST", "127.0.0.1:9");
		builder.environment().put("AURA_LOCAL", "off");
		builder.environment().putAll(settings);
		return new AuraProcess(builder.start(), out, err);
	}

	/** Waits for the end; the exit status. */
	int status() throws InterruptedException {
		if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
			this.process.destroyForcibly();
			throw new AssertionError("the command did not end");
		}
		return this.process.exitValue();
	}

	void signal(String name) throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).start().waitFor();
	}

	String out() throws IOException {
		return Files.readString(this.out);
	}

	String err() throws IOException {
		return Files.readString(this.err);
	}

}
