package dev.aura.kernel.serve;

import java.util.List;

import dev.aura.api.ProblemType;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import dev.langchain4j.data.message.ChatMessage;

/** What a run that continues another one begins with. */
final class Forks {

	private Forks() {
	}

	/**
	 * The conversation that the options of a run lead to; empty when it is no fork.
	 * @throws ServeProblem when the other run did not complete that step
	 */
	static List<ChatMessage> conversation(RunStore store, Options options) {
		String origin = options.event().forkOf();
		Integer step = options.event().forkStep();
		if (origin == null || step == null) {
			return List.of();
		}
		return store.conversation(new RunId(origin), step)
			.orElseThrow(() -> new ServeProblem(ProblemType.UNUSABLE_VALUE,
					"step: %d (expected: one that run %s completed)".formatted(step, origin)));
	}

}
