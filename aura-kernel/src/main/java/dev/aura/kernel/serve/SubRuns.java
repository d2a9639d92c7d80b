package dev.aura.kernel.serve;

import java.util.Optional;

import dev.aura.api.ProblemType;
import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;

/** Runs that are parts of others: what has to hold between the two. */
final class SubRuns {

	private final RunStore store;

	private final ActiveRuns active;

	SubRuns(RunStore store, ActiveRuns active) {
		this.store = store;
		this.active = active;
	}

	/**
	 * The run that a new one is to be a part of; nothing when it is to be one of its own.
	 * @throws ServeProblem when that is not under way here
	 */
	Optional<Run> parent(Options wishes) {
		return wishes.parent().map((id) -> this.active.find(id).orElseThrow(() -> notUnderWay(id)));
	}

	/**
	 * Notes in the journal of a run that a new one is a part of it.
	 * @throws ServeProblem when it has ended meanwhile
	 */
	void attach(RunId subRun, Run parent) {
		if (!parent.happenedAside(new AgentEvent.SubRunStarted(subRun.value()))) {
			throw notUnderWay(parent.id());
		}
	}

	private static ServeProblem notUnderWay(RunId id) {
		return new ServeProblem(ProblemType.CONFLICT,
				"parent: run %s is not under way here (expected: one that is)".formatted(id));
	}

	/** Whether it is a part of a run that is over. */
	boolean isOrphan(Options options) {
		return options.parent().filter(this.store::isOver).isPresent();
	}

	/**
	 * Makes sure that a run may go on.
	 * @throws ServeProblem when what it is a part of is over
	 */
	void requireParent(Options options) {
		if (isOrphan(options)) {
			throw new ServeProblem(ProblemType.CONFLICT,
					"The run is a part of %s, which has ended (expected: that one is resumed first)"
						.formatted(options.event().parent()));
		}
	}

}
