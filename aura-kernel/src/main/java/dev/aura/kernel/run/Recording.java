package dev.aura.kernel.run;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.model.ModelAnswer;

/**
 * What a journal tells of a run.
 *
 * @param events in order, of all lives of the run
 * @param answers of the model by step, the last one of each
 * @param states that the run went through, one a checkpoint, oldest first
 * @param lines of the file that can be trusted
 * @param torn bytes behind them that are no whole line, or are not what was written; a
 * dying process leaves such
 */
public record Recording(List<RunEvent> events, Map<Integer, ModelAnswer> answers, List<AppState> states, long lines,
		long torn) {

	/**
	 * Reads the journal in the folder of a run; nothing is changed.
	 * @return nothing when there is none
	 * @throws CorruptJournalException when a line is damaged and others follow, or when
	 * it does not begin with a run
	 */
	public static Optional<Recording> read(Path folder) {
		try {
			JournalLines lines = JournalLines.read(folder);
			if (lines.events().isEmpty() || !(lines.events().getFirst().event() instanceof AgentEvent.RunStarted)) {
				throw new CorruptJournalException(folder.resolve(JournalLines.FILE),
						lines.contents().lines().size() + 1L, "is not the beginning of a run");
			}
			List<AppState> states = CheckpointLog.History.of(lines.checkpoints())
				.checkpoints()
				.stream()
				.map((checkpoint) -> AppState.of(checkpoint.getState()))
				.toList();
			return Optional.of(new Recording(lines.events(), lines.answers(), states, lines.contents().lines().size(),
					lines.contents().torn()));
		}
		catch (UncheckedIOException ex) {
			if (ex.getCause() instanceof NoSuchFileException) {
				return Optional.empty();
			}
			throw ex;
		}
	}

	/** The run's id. */
	public String run() {
		return this.events.getFirst().run();
	}

	/** What the person asked for. */
	public String task() {
		return ((AgentEvent.RunStarted) this.events.getFirst().event()).task();
	}

}
