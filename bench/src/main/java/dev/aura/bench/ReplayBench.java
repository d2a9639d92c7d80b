package dev.aura.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AgentGraph;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.agent.RunPolicy;
import dev.aura.kernel.agent.SystemPrompt;
import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.tool.ToolResult;
import dev.aura.kernel.tool.Tools;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How long a long run takes to be replayed by the command that a person types. */
final class ReplayBench {

	private static final int STEPS = 1_000;

	private ReplayBench() {
	}

	static void run(Path root, Path folder, Table table, int count) throws Exception {
		Table.progress("replay");
		Path home = folder.resolve("replayed");
		RunId id = record(home);
		List<Long> inside = new ArrayList<>();
		Samples outside = Samples.of(1, count, () -> inside.add(replayed(root, home, id)));
		long[] nanos = inside.stream().skip(1).mapToLong((millis) -> millis * 1_000_000).sorted().toArray();
		table.row("replay of %,d steps, without the reading of its journal".formatted(STEPS), new Samples(nanos, 1));
		table.row("replay of %,d steps, the whole command".formatted(STEPS), outside);
	}

	/** By the real graph, whose model and tools answer at once. */
	private static RunId record(Path home) {
		Run run = new RunStore(home).create("Count");
		run.happened(new AgentEvent.RunStarted(run.task(), run.trace()));
		List<AppState> states = new ArrayList<>();
		Budget budget = new Budget(Integer.MAX_VALUE, OptionalLong.empty(), Optional.empty());
		int[] step = { 0 };
		new AgentGraph((messages, tools, listener) -> answer(++step[0]), new Counting(), budget, RunPolicy.OPEN,
				run.journal(), run.trace(), "none")
			.run(run.id().value(), run.task(), List.of(SystemPrompt.message(), UserMessage.from(run.task())),
					states::add);
		AppState last = states.getLast();
		run.happened(new AgentEvent.Answered(last.answer(), last.step(), last.usage(), 1));
		run.close();
		return run.id();
	}

	private static ModelAnswer answer(int step) {
		ModelAnswer.Tokens tokens = new ModelAnswer.Tokens(100, 10, false);
		if (step == STEPS) {
			return new ModelAnswer(AiMessage.from("Counted."), false, tokens);
		}
		ToolExecutionRequest call = ToolExecutionRequest.builder()
			.id("call_" + step)
			.name("write_file")
			.arguments("{\"path\":\"count.txt\",\"content\":\"" + step + "\"}")
			.build();
		return new ModelAnswer(AiMessage.from("Step " + step, List.of(call)), false, tokens);
	}

	/** Milliseconds that it says it took. */
	private static long replayed(Path root, Path home, RunId id) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
						"-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
		Path recorded = root.resolve("target/kernel.aot");
		if (Files.exists(recorded)) {
			// As run.sh starts it.
			command.addAll(List.of("-XX:AOTCache=" + recorded, "-Xlog:aot=off"));
		}
		command.addAll(List.of("-jar", root.resolve("aura-kernel/target/aura-kernel.jar").toString(), "replay",
				id.value(), "--json"));
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().putAll(Map.of("AURA_HOME", home.toString()));
		Process process = builder.start();
		JsonNode replayed = JsonMapper.shared()
			.readTree(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
		if (process.waitFor() != 0 || !replayed.path("same").asBoolean()) {
			throw new IOException("Not the same: " + replayed);
		}
		return replayed.path("millis").asLong();
	}

	/** A tool that says the same however often. */
	private static final class Counting implements Tools {

		@Override
		public List<ToolSpecification> specifications() {
			return List.of();
		}

		@Override
		public ToolResult carryOut(ToolExecutionRequest request, BusCall call) {
			return new ToolResult.Done("Wrote " + request.arguments() + " " + "x".repeat(200));
		}

	}

}
