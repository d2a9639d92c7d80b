package dev.aura.kernel.run;

import java.time.Instant;

import dev.aura.kernel.agent.AgentEvent;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event with its place in a run. As JSON it is one flat object: {@code seq},
 * {@code time}, {@code run}, {@code type} and the members of the event.
 *
 * @param seq counted from 1 without gaps
 * @param run the run's id
 */
public record RunEvent(long seq, Instant time, String run, AgentEvent event) {

	private static final JsonMapper json = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	/** One line of JSON, without its end. */
	public String toJson() {
		return toTree().toString();
	}

	ObjectNode toTree() {
		ObjectNode line = json.createObjectNode();
		line.put("seq", this.seq).put("time", this.time.toString()).put("run", this.run);
		line.setAll((ObjectNode) json.valueToTree(this.event));
		return line;
	}

	/**
	 * Reads what {@link #toJson} wrote.
	 * @throws tools.jackson.core.JacksonException when it is something else
	 */
	static RunEvent fromJson(String line) {
		return fromTree(json.readTree(line));
	}

	static RunEvent fromTree(JsonNode node) {
		return new RunEvent(node.path("seq").asLong(), Instant.parse(node.path("time").asString()),
				node.path("run").asString(), json.treeToValue(node, AgentEvent.class));
	}

	/** Whether it happened beside what the run itself does, and leaves its status. */
	boolean isAside() {
		return this.event instanceof AgentEvent.SubRunStarted;
	}

	/** The run's status once this happened. */
	public RunStatus status() {
		return RunStatus.after(this.event);
	}

}
