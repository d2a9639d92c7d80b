package dev.aura.kernel.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.StateCodec;
import dev.aura.kernel.settings.FaultPoint;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The checkpoints of one run as lines of its journal, each the difference to the one
 * before it. Nothing is ever rewritten: a checkpoint that takes the place of another is
 * one more line. Only the newest is held in memory; history is read from the file.
 */
final class CheckpointLog implements BaseCheckpointSaver {

	static final String CHECKPOINT = "checkpoint";

	static final String RELEASED = "released";

	private static final JsonMapper json = JsonMapper.builder().build();

	private final RunId run;

	private final RunJournal journal;

	/** The journal's lines about checkpoints, oldest first. */
	private final Supplier<List<JsonNode>> lines;

	/** What the next line is the difference to. */
	private Map<String, Object> written;

	private @Nullable Checkpoint newest;

	CheckpointLog(RunId run, RunJournal journal, Supplier<List<JsonNode>> lines) {
		this.run = run;
		this.journal = journal;
		this.lines = lines;
		this.written = Map.of();
	}

	/**
	 * Goes on after what a journal holds.
	 * @return how many messages the first checkpoint has; 0 when there is none
	 */
	synchronized int goOnAfter(List<JsonNode> earlier) {
		History history = History.of(earlier);
		this.written = history.written();
		this.newest = history.checkpoints().isEmpty() ? null : history.checkpoints().getLast();
		return history.checkpoints().isEmpty() ? 0
				: AppState.of(history.checkpoints().getFirst().getState()).messages().size();
	}

	synchronized Optional<Checkpoint> newest() {
		return Optional.ofNullable(this.newest);
	}

	@Override
	public synchronized Optional<Checkpoint> get(RunnableConfig config) {
		requireThisRun(config);
		String id = config.checkPointId().orElse(null);
		if (id == null || (this.newest != null && this.newest.getId().equals(id))) {
			return Optional.ofNullable(this.newest);
		}
		return list(config).stream().filter((checkpoint) -> checkpoint.getId().equals(id)).findFirst();
	}

	/** All checkpoints, newest first. */
	@Override
	public Collection<Checkpoint> list(RunnableConfig config) {
		requireThisRun(config);
		return History.of(this.lines.get()).checkpoints().reversed();
	}

	/**
	 * Adds a checkpoint; under a checkpoint id it takes the place of that one, as the
	 * graph's {@code updateState} asks.
	 * @throws NoSuchElementException when there is no such id
	 */
	@Override
	public synchronized RunnableConfig put(RunnableConfig config, Checkpoint checkpoint) {
		requireThisRun(config);
		String replaced = config.checkPointId().orElse(null);
		if (replaced != null && get(config).isEmpty()) {
			throw new NoSuchElementException("checkpoint: " + replaced + " (expected: one of run " + this.run + ")");
		}
		this.journal.checkpointed(line(checkpoint, replaced, this.written));
		this.written = checkpoint.getState();
		if (replaced == null || (this.newest != null && this.newest.getId().equals(replaced))) {
			this.newest = checkpoint;
		}
		FaultPoint.CHECKPOINTED.reach();
		return (replaced != null) ? config : RunnableConfig.builder(config).checkPointId(checkpoint.getId()).build();
	}

	/** Lets go of all checkpoints; their lines stay. */
	@Override
	public synchronized Tag release(RunnableConfig config) {
		Tag released = new Tag(this.run.value(), list(config));
		this.journal.checkpointed(json.createObjectNode().put("type", RELEASED));
		this.written = Map.of();
		this.newest = null;
		return released;
	}

	static ObjectNode line(Checkpoint checkpoint, @Nullable String replaced, Map<String, Object> earlier) {
		ObjectNode line = json.createObjectNode()
			.put("type", CHECKPOINT)
			.put("id", checkpoint.getId())
			.put("node", checkpoint.getNodeId())
			.put("next", checkpoint.getNextNodeId());
		if (replaced != null) {
			line.put("replaces", replaced);
		}
		line.set("state", StateCodec.difference(earlier, checkpoint.getState()));
		return line;
	}

	/** The journal is one run's; a thread id names no file. */
	private void requireThisRun(RunnableConfig config) {
		String thread = threadId(config);
		if (!thread.equals(this.run.value())) {
			throw new IllegalArgumentException(
					"thread: %s (expected: %s, whose journal this is)".formatted(thread, this.run));
		}
	}

	/**
	 * The checkpoints that lines tell of.
	 *
	 * @param checkpoints oldest first
	 * @param written the state after the last line
	 */
	record History(List<Checkpoint> checkpoints, Map<String, Object> written) {

		static History of(List<JsonNode> lines) {
			List<Checkpoint> checkpoints = new ArrayList<>();
			Map<String, Object> state = Map.of();
			for (JsonNode line : lines) {
				if (line.path("type").asString().equals(RELEASED)) {
					checkpoints.clear();
					state = Map.of();
					continue;
				}
				state = StateCodec.apply(state, line.path("state"));
				Checkpoint checkpoint = Checkpoint.builder()
					.id(line.path("id").asString())
					.nodeId(line.path("node").asString())
					.nextNodeId(line.path("next").asString())
					.state(state)
					.build();
				place(checkpoints, checkpoint, line.path("replaces").asString(""));
			}
			return new History(checkpoints, state);
		}

		private static void place(List<Checkpoint> checkpoints, Checkpoint checkpoint, String replaced) {
			for (int i = checkpoints.size() - 1; i >= 0 && !replaced.isEmpty(); i--) {
				if (Objects.equals(checkpoints.get(i).getId(), replaced)) {
					checkpoints.set(i, checkpoint);
					return;
				}
			}
			checkpoints.add(checkpoint);
		}

	}

}
