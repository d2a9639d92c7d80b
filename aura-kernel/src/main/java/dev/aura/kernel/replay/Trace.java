package dev.aura.kernel.replay;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.StateCodec;
import dev.aura.kernel.agent.Usage;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.run.Recording;
import dev.langchain4j.data.message.ChatMessage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run did, in an order of its own: the task, then of each step the model's answer,
 * the tool calls with their results and what that made of the conversation, then how it
 * ended. When things happened, how long they took, which of the calls of a step was
 * quicker, and how often the run was cut off and resumed is left out, so that a run that
 * was killed has the trace of one that was not.
 *
 * @param items in order
 * @param hash 32 hexadecimal digits of the SHA-256 over the items, one a line
 */
public record Trace(List<Item> items, String hash) {

	private static final int HASH_BYTES = 16;

	private static final JsonMapper json = JsonMapper.builder().build();

	/**
	 * A part of a trace.
	 *
	 * @param what it is, for people, such as {@code step 3, call 1: write_file}
	 * @param seq of the event that it was read from; 0 when it was read from none
	 * @param content as JSON
	 */
	public record Item(String what, long seq, JsonNode content) {

		/** Whether both tell the same. */
		boolean same(Item other) {
			return this.content.toString().equals(other.content.toString());
		}

	}

	/** The trace of a run. */
	static Trace of(Recording recording) {
		List<Item> items = new ArrayList<>();
		Settled settled = Settled.of(recording);
		items.add(new Item("the task", recording.events().getFirst().seq(),
				json.createObjectNode().put("type", "task").put("task", recording.task())));
		Map<String, Object> earlier = Map.of();
		int step = 0;
		// A run that never heard of its model has only its task.
		List<AppState> states = settled.answers().isEmpty() ? List.of() : recording.states();
		for (AppState state : states) {
			for (; step < state.step(); step++) {
				addStep(items, settled, step + 1);
			}
			JsonNode difference = difference(earlier, state.data());
			if (!difference.isEmpty()) {
				items.add(
						new Item((step == 0) ? "the conversation before step 1" : "step " + step + ": the conversation",
								0, difference));
			}
			earlier = state.data();
		}
		if (settled.end() != null) {
			items.add(new Item("the end", settled.end().seq(), end(settled.end().event())));
		}
		return new Trace(List.copyOf(items), hash(items));
	}

	private static void addStep(List<Item> items, Settled settled, int step) {
		ModelAnswer answer = settled.answers().get(step);
		if (answer != null) {
			items
				.add(new Item("step " + step + ": the model's answer", settled.answeredAt(step), answer(step, answer)));
		}
		settled.calls(step)
			.forEach((call) -> items.add(new Item("step %d, call %d: %s".formatted(step, call.call(), call.tool()),
					call.seq(), call(call))));
	}

	private static JsonNode answer(int step, ModelAnswer answer) {
		ObjectNode item = json.createObjectNode()
			.put("type", "model_answer")
			.put("step", step)
			.put("cutOff", answer.cutOff())
			.put("input", answer.tokens().input())
			.put("output", answer.tokens().output())
			.put("estimated", answer.tokens().estimated());
		item.set("message", StateCodec.write(List.<ChatMessage>of(answer.message())).get(0));
		return item;
	}

	private static JsonNode call(RecordedCall call) {
		ObjectNode item = json.createObjectNode()
			.put("type", "tool_call")
			.put("step", call.step())
			.put("call", call.call())
			.put("tool", call.tool())
			.put("arguments", call.arguments())
			.put("ok", call.ok())
			.put("result", call.result());
		return call.unknown() ? item.put("outcome", "unknown") : item;
	}

	/** A run's own name is no part of what it did. */
	private static JsonNode difference(Map<String, Object> earlier, Map<String, Object> state) {
		ObjectNode difference = StateCodec.difference(withoutRun(earlier), withoutRun(state));
		return difference.isEmpty() ? difference : difference.put("type", "conversation");
	}

	private static Map<String, Object> withoutRun(Map<String, Object> state) {
		Map<String, Object> rest = new TreeMap<>(state);
		rest.remove(AppState.RUN);
		return rest;
	}

	private static JsonNode end(AgentEvent end) {
		return switch (end) {
			case AgentEvent.Answered answered ->
				end("answered", answered.steps(), answered.usage()).put("answer", answered.answer());
			case AgentEvent.Failed failed ->
				end("failed", failed.steps(), failed.usage()).put("reason", failed.reason());
			case AgentEvent.BudgetRanOut ranOut ->
				end("budget_ran_out", ranOut.steps(), ranOut.usage()).put("variable", ranOut.variable())
					.put("limit", ranOut.limit().stripTrailingZeros().toPlainString());
			case AgentEvent.Interrupted interrupted ->
				end("interrupted", interrupted.steps(), interrupted.usage()).put("by", interrupted.by());
			case AgentEvent.Waiting waiting -> {
				ObjectNode item = end("waiting", waiting.steps(), waiting.usage());
				item.set("questions", json.valueToTree(waiting.questions()));
				yield item;
			}
			default -> throw new IllegalArgumentException("no end of a run: " + end);
		};
	}

	private static ObjectNode end(String type, int steps, Usage usage) {
		return json.createObjectNode()
			.put("type", type)
			.put("steps", steps)
			.put("input", usage.input())
			.put("output", usage.output());
	}

	private static String hash(List<Item> items) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			items.forEach((item) -> digest.update((item.content() + "\n").getBytes(StandardCharsets.UTF_8)));
			return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The item at a place; nothing behind the end. */
	@Nullable Item at(int index) {
		return (index < this.items.size()) ? this.items.get(index) : null;
	}

}
