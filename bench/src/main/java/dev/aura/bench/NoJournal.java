package dev.aura.bench;

import java.util.Optional;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Journal;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.tool.ToolResult;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.checkpoint.MemorySaver;

/** Durability off: nothing outlives the process. */
final class NoJournal implements Journal {

	private final BaseCheckpointSaver checkpoints = new MemorySaver();

	@Override
	public void happened(AgentEvent event) {
		// Nobody hears it.
	}

	@Override
	public void answered(int step, ModelAnswer answer) {
		// Nobody asks again.
	}

	@Override
	public void force() {
		// There is nothing to wait for.
	}

	@Override
	public Optional<ModelAnswer> answer(int step) {
		return Optional.empty();
	}

	@Override
	public Optional<ToolResult> result(int step, int call) {
		return Optional.empty();
	}

	@Override
	public BaseCheckpointSaver checkpoints() {
		return this.checkpoints;
	}

}
