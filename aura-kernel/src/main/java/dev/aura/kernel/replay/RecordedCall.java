package dev.aura.kernel.replay;

import java.util.List;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.run.Recording;
import dev.aura.kernel.tool.Toolbox;
import org.jspecify.annotations.Nullable;

/**
 * A tool call of a run, with its result.
 *
 * @param step counted from 1
 * @param call counted from 1 within the step
 * @param arguments as the model wrote them; absent when the call was refused
 * @param ok whether the peripheral did it
 * @param result what the model read
 * @param unknown whether nobody can tell if it was done
 * @param seq of the event with the result
 */
public record RecordedCall(int step, int call, String tool, @Nullable String arguments, boolean ok, String result,
		boolean unknown, long seq) {

	static RecordedCall of(AgentEvent.@Nullable ToolCalled called, AgentEvent.ToolAnswered answered, long seq) {
		return new RecordedCall(answered.step(), answered.call(), answered.tool(),
				(called == null) ? null : called.arguments(), answered.ok(), answered.result(), answered.unknown(),
				seq);
	}

	/** All calls of a run that have a result, in the order in which the model asked. */
	public static List<RecordedCall> of(Recording recording) {
		return Settled.allCalls(recording);
	}

	/**
	 * Whether it changed something outside the kernel, or may have: a program counts,
	 * since nobody knows what it did.
	 */
	public boolean effect() {
		return (this.ok || this.unknown) && !Toolbox.reads(this.tool);
	}

	/** Whether the policy or a person refused it, so that nothing was called. */
	public boolean refused() {
		return this.arguments == null;
	}

}
