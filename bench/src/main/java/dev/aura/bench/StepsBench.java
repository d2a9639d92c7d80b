package dev.aura.bench;

import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

import dev.aura.kernel.agent.AgentGraph;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.agent.Journal;
import dev.aura.kernel.agent.RunPolicy;
import dev.aura.kernel.agent.SystemPrompt;
import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.model.Model;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.model.ModelListener;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.tool.ToolResult;
import dev.aura.kernel.tool.Tools;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;

/**
 * What it costs that a run survives: steps of the real graph with the journal and without
 * one. The model and the tool answer at once, in this process.
 */
final class StepsBench {

	private static final int STEPS = 3_000;

	private StepsBench() {
	}

	/**
	 * Measures.
	 * @param disk a folder where a forced write waits for the disk
	 * @param tmpfs a folder where it waits for nothing
	 */
	static void run(Path disk, Path tmpfs, Table table) throws Exception {
		Table.progress("steps");
		steps(new NoJournal(), "run");
		journalled(tmpfs);
		Samples off = steps(new NoJournal(), "run");
		Samples free = journalled(tmpfs);
		Samples forced = journalled(disk);
		table.row("step, durability off: langgraph4j's in-memory saver, no events", off);
		table.row("step, journal, fsync free (tmpfs)", free, "durability off", off);
		System.out.printf(Locale.ROOT, "| step, added by the journal, fsync apart | %d | %.3f | %.3f | | | |%n", STEPS,
				free.p50() - off.p50(), free.p99() - off.p99());
		table.row("step, journal on this disk", forced, "durability off", off);
		table.row("one fsync of a line on this disk; a step waits for three", fsync(disk));
	}

	private static Samples fsync(Path disk) throws Exception {
		byte[] line = ("x".repeat(499) + "\n").getBytes(StandardCharsets.UTF_8);
		try (FileOutputStream file = new FileOutputStream(Files.createFile(disk.resolve("lines")).toFile())) {
			return Samples.of(100, 1_000, () -> {
				file.write(line);
				file.getFD().sync();
				return line;
			});
		}
	}

	private static Samples journalled(Path home) {
		Run run = new RunStore(home).create("Count");
		try {
			return steps(run.journal(), run.id().value());
		}
		finally {
			run.close();
		}
	}

	private static Samples steps(Journal journal, String run) {
		Ticking model = new Ticking();
		Budget budget = new Budget(Integer.MAX_VALUE, OptionalLong.empty(), Optional.empty());
		new AgentGraph(model, new Instant(), budget, RunPolicy.OPEN, journal, "0".repeat(32), "none").run(run, "Count",
				List.of(SystemPrompt.message(), UserMessage.from("Count")), (state) -> {
				});
		return model.steps();
	}

	/** Asks for a tool call at every step but the last, and notes when it is asked. */
	private static final class Ticking implements Model {

		private final long[] asked = new long[STEPS + 1];

		private int calls;

		@Override
		public ModelAnswer answer(List<ChatMessage> messages, List<ToolSpecification> tools, ModelListener listener) {
			this.asked[this.calls++] = System.nanoTime();
			ModelAnswer.Tokens tokens = new ModelAnswer.Tokens(100, 10, false);
			if (this.calls > STEPS) {
				return new ModelAnswer(AiMessage.from("Done."), false, tokens);
			}
			listener.text("I'll write it down.");
			ToolExecutionRequest call = ToolExecutionRequest.builder()
				.id("call_" + this.calls)
				.name("write_file")
				.arguments("{\"path\":\"count.txt\",\"content\":\"" + this.calls + "\"}")
				.build();
			return new ModelAnswer(AiMessage.from("I'll write it down.", List.of(call)), false, tokens);
		}

		/** From one call to the next. */
		Samples steps() {
			long[] nanos = new long[STEPS];
			for (int i = 0; i < STEPS; i++) {
				nanos[i] = this.asked[i + 1] - this.asked[i];
			}
			Arrays.sort(nanos);
			return new Samples(nanos, this.asked[STEPS] - this.asked[0]);
		}

	}

	/** A tool that does nothing. */
	private static final class Instant implements Tools {

		@Override
		public List<ToolSpecification> specifications() {
			return List.of();
		}

		@Override
		public ToolResult carryOut(ToolExecutionRequest request, BusCall call) {
			return new ToolResult.Done("Wrote count.txt: it now has 4 bytes.");
		}

	}

}
