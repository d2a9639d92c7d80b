package dev.aura.kernel.approve;

import java.util.ArrayList;
import java.util.List;

import dev.aura.kernel.agent.AgentEvent;

/**
 * A question that a run waits for.
 *
 * @param step of the call
 * @param call counted from 1 within the step
 * @param question what would happen
 */
public record Pending(int step, int call, String tool, String arguments, String question) {

	/** The questions of a run that are not decided yet. */
	public static List<Pending> of(List<AgentEvent> events) {
		List<Pending> pending = new ArrayList<>();
		for (AgentEvent event : events) {
			switch (event) {
				case AgentEvent.Waiting waiting -> {
					pending.clear();
					waiting.questions()
						.forEach((question) -> pending.add(new Pending(waiting.step(), question.call(), question.tool(),
								question.arguments(), question.question())));
				}
				case AgentEvent.Decided decided -> pending.removeIf((question) -> question.isAbout(decided));
				case AgentEvent.Resumed resumed -> pending.clear();
				case AgentEvent.Interrupted interrupted -> pending.clear();
				default -> {
					// It neither asks nor decides.
				}
			}
		}
		return pending;
	}

	/** The event that a verdict on this question is. */
	public AgentEvent.Decided decided(Verdict verdict) {
		return Approvals.decided(this.step, this.call, this.tool, this.question, verdict);
	}

	private boolean isAbout(AgentEvent.Decided decided) {
		return this.step == decided.step() && this.call == decided.call();
	}

}
