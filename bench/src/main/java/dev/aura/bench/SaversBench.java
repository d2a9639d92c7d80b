package dev.aura.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.aura.kernel.agent.AppStateSerializer;
import dev.aura.kernel.agent.Conversation;
import dev.aura.kernel.agent.SystemPrompt;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunStore;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.bsc.langgraph4j.checkpoint.FileSystemSaver;
import org.bsc.langgraph4j.checkpoint.MemorySaver;

/**
 * One more checkpoint of a conversation, early and late in a run: the journal beside the
 * savers that come with langgraph4j. Each step adds a tool call and its result.
 */
final class SaversBench {

	private static final int EARLY = 10;

	private static final int LATE = 10_000;

	private static final int SAMPLES = 300;

	/** A saver whose late checkpoints take longer than all this is given up. */
	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String RESULT = "Wrote count.txt: it now has 4 bytes. " + "x".repeat(250);

	private SaversBench() {
	}

	/**
	 * Measures.
	 * @param disk a folder where a forced write waits for the disk
	 * @param tmpfs a folder where it waits for nothing
	 */
	static void run(Path disk, Path tmpfs, Table table) throws Exception {
		measure("journal, fsync free (tmpfs)", () -> journal(tmpfs), table);
		measure("journal on this disk", () -> journal(disk), table);
		measure("langgraph4j's MemorySaver", () -> new Saver(new MemorySaver(), "run", () -> {
		}), table);
		measure("langgraph4j's FileSystemSaver, which does not wait for the disk", () -> files(disk), table);
	}

	private static Saver journal(Path home) {
		Run run = new RunStore(home).create("Count");
		return new Saver(run.journal().checkpoints(), run.id().value(), run::close);
	}

	private static Saver files(Path disk) throws Exception {
		Path folder = Files.createTempDirectory(disk, "saver");
		return new Saver(new FileSystemSaver(folder, new AppStateSerializer()), "run", () -> {
		});
	}

	private static void measure(String name, Factory factory, Table table) throws Exception {
		Table.progress("saver: " + name);
		late(factory);
		Late late = late(factory);
		Samples early = early(factory);
		table.row("put at step %,d, %s".formatted(EARLY, name), early);
		table.row(String.format(Locale.ROOT, "put at step %,d, %s", late.step(), name), late.samples(),
				"put at step " + EARLY, early);
	}

	/** The tenth of a new run, and so for many runs. */
	private static Samples early(Factory factory) throws Exception {
		long[] nanos = new long[SAMPLES];
		for (int i = 0; i < SAMPLES; i++) {
			try (Saver saver = factory.make()) {
				for (int step = 1; step <= EARLY; step++) {
					nanos[i] = saver.put(step);
				}
			}
		}
		return samples(nanos);
	}

	/** The last ones of a long run. */
	private static Late late(Factory factory) throws Exception {
		long[] nanos = new long[LATE + SAMPLES];
		long start = System.nanoTime();
		int step = 0;
		try (Saver saver = factory.make()) {
			while (step < nanos.length && System.nanoTime() - start < PATIENCE.toNanos()) {
				nanos[step] = saver.put(step + 1);
				step++;
			}
		}
		int count = (step == nanos.length) ? SAMPLES : Math.min(SAMPLES, Math.max(1, step / 20));
		return new Late(step - count, samples(Arrays.copyOfRange(nanos, step - count, step)));
	}

	private static Samples samples(long[] nanos) {
		Arrays.sort(nanos);
		return new Samples(nanos, Arrays.stream(nanos).sum());
	}

	/**
	 * Checkpoints late in a run.
	 *
	 * @param step before the first of them
	 */
	private record Late(int step, Samples samples) {
	}

	/** Makes a saver with nothing in it. */
	private interface Factory {

		Saver make() throws Exception;

	}

	/** A saver and the conversation that it is given. */
	private static final class Saver implements AutoCloseable {

		private final BaseCheckpointSaver saver;

		private final RunnableConfig config;

		private final Runnable end;

		private Conversation conversation = Conversation.of(List.of(SystemPrompt.message()));

		Saver(BaseCheckpointSaver saver, String run, Runnable end) {
			this.saver = saver;
			this.config = RunnableConfig.builder().threadId(run).build();
			this.end = end;
		}

		/** One more checkpoint; the nanoseconds that it took. */
		long put(int step) throws Exception {
			ToolExecutionRequest call = ToolExecutionRequest.builder()
				.id("call_" + step)
				.name("write_file")
				.arguments("{\"path\":\"count.txt\",\"content\":\"" + step + "\"}")
				.build();
			this.conversation = this.conversation.plus(List.of(AiMessage.from("I'll write it down.", List.of(call)),
					ToolExecutionResultMessage.from(call, RESULT)));
			Checkpoint checkpoint = Checkpoint.builder()
				.nodeId("tools")
				.nextNodeId("agent")
				.state(Map.of("task", "Count", "step", step, "messages", this.conversation))
				.build();
			long start = System.nanoTime();
			this.saver.put(this.config, checkpoint);
			return System.nanoTime() - start;
		}

		@Override
		public void close() {
			this.end.run();
		}

	}

}
