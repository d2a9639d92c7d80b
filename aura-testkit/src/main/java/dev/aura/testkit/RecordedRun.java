package dev.aura.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Usage;
import dev.aura.kernel.replay.RecordedCall;
import dev.aura.kernel.replay.Replay;
import dev.aura.kernel.replay.Replayed;
import dev.aura.kernel.run.Recording;
import dev.aura.kernel.run.RunEvent;

/** A run as its journal tells it. */
public final class RecordedRun {

	private final Recording recording;

	private RecordedRun(Recording recording) {
		this.recording = recording;
	}

	/**
	 * Loads the run whose {@code journal.jsonl} is in a folder.
	 * @throws IllegalArgumentException when there is none, or its last line is not whole
	 * @throws dev.aura.kernel.run.CorruptJournalException when it is damaged elsewhere
	 */
	public static RecordedRun load(Path folder) {
		Recording recording = Recording.read(folder)
			.orElseThrow(() -> new IllegalArgumentException(
					"journal: %s (expected: a folder with a journal.jsonl)".formatted(folder.toAbsolutePath())));
		if (recording.torn() > 0) {
			throw new IllegalArgumentException("journal: %s: line %d is not whole or not what was written"
				.formatted(folder.toAbsolutePath(), recording.lines() + 1));
		}
		return new RecordedRun(recording);
	}

	/** The run's id. */
	public String id() {
		return this.recording.run();
	}

	/** What the person asked for. */
	public String task() {
		return this.recording.task();
	}

	/** Everything that happened, of all lives of the run. */
	public List<RunEvent> events() {
		return this.recording.events();
	}

	/** How far it came, such as {@code answered}. */
	public String status() {
		return events().getLast().status().text();
	}

	/** The final answer; empty when it came to none. */
	public Optional<String> answer() {
		return (events().getLast().event() instanceof AgentEvent.Answered answered) ? Optional.of(answered.answer())
				: Optional.empty();
	}

	/** Calls of the model that the run went on from. */
	public int steps() {
		return this.recording.states().isEmpty() ? 0 : this.recording.states().getLast().step();
	}

	/** Tokens of these steps. */
	public Usage usage() {
		return this.recording.states().isEmpty() ? Usage.NONE : this.recording.states().getLast().usage();
	}

	/**
	 * The tool calls that have a result, in the order in which the model asked for them.
	 */
	public List<RecordedCall> toolCalls() {
		return RecordedCall.of(this.recording);
	}

	/** The tool calls that changed something, or may have. */
	public List<RecordedCall> effects() {
		return toolCalls().stream().filter(RecordedCall::effect).toList();
	}

	/**
	 * What {@code ./run.sh replay} prints: 32 hexadecimal digits over all that it did.
	 */
	public String hash() {
		return replay().recorded().hash();
	}

	/** Runs it again with the graph of today, without a model and a bus. */
	public Replayed replay() {
		return Replay.of(this.recording);
	}

	@Override
	public String toString() {
		return id() + " (" + task() + ")";
	}

}
