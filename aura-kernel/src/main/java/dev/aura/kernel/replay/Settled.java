package dev.aura.kernel.replay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.run.Recording;
import dev.aura.kernel.run.RunEvent;
import org.jspecify.annotations.Nullable;

/**
 * What of a recording the run went on from: answers and results that are in a checkpoint.
 * A run that was cut off may have heard a little more.
 *
 * @param answers of the model by step
 * @param callsByStep with their results, in the order in which the model asked
 * @param answeredAtByStep the sequence number of the event about a step's answer
 * @param end how the run ended; absent when it was cut off
 */
record Settled(Map<Integer, ModelAnswer> answers, Map<Integer, TreeMap<Integer, RecordedCall>> callsByStep,
		Map<Integer, Long> answeredAtByStep, @Nullable RunEvent end) {

	static Settled of(Recording recording) {
		AppState last = recording.states().isEmpty() ? null : recording.states().getLast();
		int answered = (last == null) ? 0 : last.step();
		int carriedOut = (last != null && last.waitsForTools()) ? answered - 1 : answered;
		Map<Integer, ModelAnswer> answers = new HashMap<>(recording.answers());
		answers.keySet().removeIf((step) -> step > answered);
		Map<Integer, TreeMap<Integer, RecordedCall>> calls = new HashMap<>();
		allCalls(recording).stream()
			.filter((call) -> call.step() <= carriedOut)
			.forEach((call) -> calls.computeIfAbsent(call.step(), (step) -> new TreeMap<>()).put(call.call(), call));
		Map<Integer, Long> answeredAt = new HashMap<>();
		recording.events().forEach((event) -> {
			if (event.event() instanceof AgentEvent.TokensUsed used) {
				answeredAt.put(used.step(), event.seq());
			}
		});
		return new Settled(answers, calls, answeredAt, end(recording.events()));
	}

	Collection<RecordedCall> calls(int step) {
		return this.callsByStep.getOrDefault(step, new TreeMap<>()).values();
	}

	/** The result of a call, if there is one. */
	@Nullable RecordedCall call(int step, int call) {
		return this.callsByStep.getOrDefault(step, new TreeMap<>()).get(call);
	}

	long answeredAt(int step) {
		return this.answeredAtByStep.getOrDefault(step, 0L);
	}

	/** All calls that have a result, the last one of each, by step and then as asked. */
	static List<RecordedCall> allCalls(Recording recording) {
		Map<String, AgentEvent.ToolCalled> called = new HashMap<>();
		TreeMap<Integer, TreeMap<Integer, RecordedCall>> calls = new TreeMap<>();
		for (RunEvent event : recording.events()) {
			if (event.event() instanceof AgentEvent.ToolCalled call) {
				called.put(call.step() + "/" + call.call(), call);
			}
			else if (event.event() instanceof AgentEvent.ToolAnswered result) {
				calls.computeIfAbsent(result.step(), (step) -> new TreeMap<>())
					.put(result.call(),
							RecordedCall.of(called.get(result.step() + "/" + result.call()), result, event.seq()));
			}
		}
		List<RecordedCall> all = new ArrayList<>();
		calls.values().forEach((step) -> all.addAll(step.values()));
		return all;
	}

	/** What the last life came to; nothing when something happened after it. */
	private static @Nullable RunEvent end(List<RunEvent> events) {
		RunEvent end = null;
		for (RunEvent event : events) {
			end = switch (event.event()) {
				case AgentEvent.Answered answered -> event;
				case AgentEvent.Failed failed -> event;
				case AgentEvent.BudgetRanOut ranOut -> event;
				case AgentEvent.Interrupted interrupted -> event;
				case AgentEvent.Waiting waiting -> event;
				// It waits until it goes on, however much was decided.
				case AgentEvent.Decided decided -> end;
				default -> null;
			};
		}
		return end;
	}

}
