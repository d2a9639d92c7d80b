package dev.aura.kernel.cli;

import dev.aura.kernel.agent.AgentEvent;

/** The exit statuses of the command. */
final class ExitStatus {

	static final int ANSWERED = 0;

	static final int FAILED = 1;

	static final int USAGE = 2;

	static final int BUDGET_RAN_OUT = 3;

	static final int WAITING = 4;

	static final int INTERRUPTED = 130;

	private ExitStatus() {
	}

	/** The status of a run by its last event. */
	static int of(AgentEvent last) {
		return switch (last) {
			case AgentEvent.Answered answered -> ANSWERED;
			case AgentEvent.BudgetRanOut ranOut -> BUDGET_RAN_OUT;
			case AgentEvent.Waiting waiting -> WAITING;
			case AgentEvent.Interrupted interrupted -> INTERRUPTED;
			default -> FAILED;
		};
	}

}
