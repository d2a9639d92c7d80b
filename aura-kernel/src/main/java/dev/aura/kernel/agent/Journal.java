package dev.aura.kernel.agent;

import java.util.Optional;

import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.tool.ToolResult;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;

/**
 * What a run remembers beyond the life of its process. What is noted keeps its order, and
 * is on disk once {@link #force} returns. Called by several threads at once.
 */
public interface Journal {

	/** Notes an event. */
	void happened(AgentEvent event);

	/** Notes a whole answer of the model. */
	void answered(int step, ModelAnswer answer);

	/** Waits until everything noted so far is on disk. */
	void force();

	/** The answer of a step that an earlier life of the run paid for. */
	Optional<ModelAnswer> answer(int step);

	/** The result of a call that an earlier life of the run heard of. */
	Optional<ToolResult> result(int step, int call);

	/** The graph's checkpoints; what is put there is on disk. */
	BaseCheckpointSaver checkpoints();

}
