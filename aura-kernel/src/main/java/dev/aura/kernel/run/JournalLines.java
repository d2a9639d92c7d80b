package dev.aura.kernel.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.StateCodec;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.tool.ToolResult;
import dev.langchain4j.data.message.AiMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lines of a journal, understood. After the header every line is an event, which has
 * a {@code seq}, or one of the types {@code model_answer}, {@code checkpoint} and
 * {@code released}.
 *
 * @param contents of the file
 * @param events in order
 * @param checkpoints the lines about checkpoints, in order
 * @param answers of the model by step, the last one of each
 * @param answersSinceCheckpoint those that no checkpoint holds yet
 * @param resultsSinceCheckpoint of tool calls by {@code STEP/CALL}, that no checkpoint
 * holds yet
 */
record JournalLines(JournalContents contents, List<RunEvent> events, List<JsonNode> checkpoints,
		Map<Integer, ModelAnswer> answers, Map<Integer, ModelAnswer> answersSinceCheckpoint,
		Map<String, ToolResult> resultsSinceCheckpoint) {

	static final String FILE = "journal.jsonl";

	private static final int VERSION = 1;

	private static final String ANSWER = "model_answer";

	private static final JsonMapper json = JsonMapper.builder().build();

	/** The first line. */
	static String header(RunId id) {
		return json.createObjectNode().put("type", "journal").put("version", VERSION).put("run", id.value()).toString();
	}

	/** Where the long texts of a run are. */
	static Payloads payloads(Path folder) {
		return new Payloads(folder.resolve("payloads"));
	}

	/** A line with an answer of the model. */
	static ObjectNode answer(int step, ModelAnswer answer) {
		ModelAnswer.Tokens tokens = answer.tokens();
		ObjectNode line = json.createObjectNode()
			.put("type", ANSWER)
			.put("step", step)
			.put("cutOff", answer.cutOff())
			.put("input", tokens.input())
			.put("output", tokens.output())
			.put("estimated", tokens.estimated());
		line.set("message", StateCodec.write(List.of(answer.message())).get(0));
		return line;
	}

	private static ModelAnswer answer(JsonNode line) {
		AiMessage message = (AiMessage) StateCodec.readMessages(json.createArrayNode().add(line.path("message")))
			.getFirst();
		return new ModelAnswer(message, line.path("cutOff").asBoolean(), new ModelAnswer.Tokens(
				line.path("input").asLong(), line.path("output").asLong(), line.path("estimated").asBoolean()));
	}

	/**
	 * Reads the journal of a run.
	 * @throws CorruptJournalException when it is damaged, or of a version that is not
	 * known here
	 */
	static JournalLines read(Path folder) {
		Path file = folder.resolve(FILE);
		try {
			JournalContents contents = JournalContents.read(file);
			JournalLines lines = new JournalLines(contents, new ArrayList<>(), new ArrayList<>(), new HashMap<>(),
					new HashMap<>(), new HashMap<>());
			Payloads payloads = payloads(folder);
			for (int i = 0; i < contents.lines().size(); i++) {
				lines.understand(file, i, payloads.moveIn(json.readTree(contents.lines().get(i))));
			}
			return lines;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(file + " cannot be read", ex);
		}
	}

	private void understand(Path file, int index, JsonNode line) {
		if (index == 0) {
			if (line.path("version").asInt() != VERSION) {
				throw new CorruptJournalException(file, 1,
						"says version %s, not %d".formatted(line.path("version"), VERSION));
			}
			return;
		}
		if (line.has("seq")) {
			understandEvent(file, index, line);
			return;
		}
		switch (line.path("type").asString()) {
			case ANSWER -> {
				ModelAnswer answer = answer(line);
				this.answers.put(line.path("step").asInt(), answer);
				this.answersSinceCheckpoint.put(line.path("step").asInt(), answer);
			}
			case CheckpointLog.CHECKPOINT, CheckpointLog.RELEASED -> {
				this.checkpoints.add(line);
				this.answersSinceCheckpoint.clear();
				this.resultsSinceCheckpoint.clear();
			}
			default -> throw new CorruptJournalException(file, index + 1L, "has no type that is known here");
		}
	}

	private void understandEvent(Path file, int index, JsonNode line) {
		try {
			RunEvent event = RunEvent.fromTree(line);
			this.events.add(event);
			if (event.event() instanceof AgentEvent.ToolAnswered result) {
				this.resultsSinceCheckpoint.put(result.step() + "/" + result.call(), result(result));
			}
		}
		catch (JacksonException ex) {
			throw new CorruptJournalException(file, index + 1L, "is no event that is known here");
		}
	}

	/** What the model is told again. */
	static ToolResult result(AgentEvent.ToolAnswered result) {
		if (result.unknown()) {
			return new ToolResult.Unknown(result.result());
		}
		return result.ok() ? new ToolResult.Done(result.result()) : new ToolResult.Failed(result.result());
	}

}
