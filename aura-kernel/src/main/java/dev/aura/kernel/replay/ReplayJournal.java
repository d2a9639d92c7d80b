package dev.aura.kernel.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.Journal;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.run.Recording;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.tool.ToolResult;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.checkpoint.MemorySaver;

/** The journal of a replay, in memory: nobody resumes one. */
final class ReplayJournal implements Journal {

	private final String run;

	private final List<RunEvent> events = new ArrayList<>();

	private final Map<Integer, ModelAnswer> answers = new HashMap<>();

	private final BaseCheckpointSaver checkpoints = new MemorySaver();

	ReplayJournal(String run) {
		this.run = run;
	}

	@Override
	public synchronized void happened(AgentEvent event) {
		this.events.add(new RunEvent(this.events.size() + 1L, Instant.EPOCH, this.run, event));
	}

	@Override
	public synchronized void answered(int step, ModelAnswer answer) {
		this.answers.put(step, answer);
	}

	@Override
	public void force() {
		// It outlives nothing.
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

	synchronized Recording recording() {
		List<AppState> states = this.checkpoints.list(RunnableConfig.builder().threadId(this.run).build())
			.stream()
			.map((checkpoint) -> AppState.of(checkpoint.getState()))
			.toList()
			.reversed();
		return new Recording(List.copyOf(this.events), Map.copyOf(this.answers), states, 0, 0);
	}

}
