package dev.aura.kernel.replay;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.aura.kernel.model.Model;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.model.ModelListener;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;

/** Says again what the model of a run said, step by step. */
final class RecordedModel implements Model {

	private final Map<Integer, ModelAnswer> answers;

	private final AtomicInteger steps = new AtomicInteger();

	RecordedModel(Map<Integer, ModelAnswer> answers) {
		this.answers = answers;
	}

	@Override
	public ModelAnswer answer(List<ChatMessage> messages, List<ToolSpecification> tools, ModelListener listener) {
		int step = this.steps.incrementAndGet();
		ModelAnswer answer = this.answers.get(step);
		if (answer == null) {
			throw new RecordEndedException(step);
		}
		if (answer.message().text() != null) {
			listener.text(answer.message().text());
		}
		return answer;
	}

}
