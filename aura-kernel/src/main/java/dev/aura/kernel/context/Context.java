package dev.aura.kernel.context;

import java.util.List;
import java.util.function.BiConsumer;

import dev.aura.kernel.budget.ModelFacts;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import org.jspecify.annotations.Nullable;

/** The conversation of one run as its model is sent it. */
public final class Context {

	/** For models that nothing is known of: most that call tools read as much. */
	private static final int USUAL_WINDOW = 32_768;

	private static final int USUAL_OUTPUT = 4_096;

	private final Window window;

	private final Cutter cutter;

	private final BiConsumer<Integer, String> recall;

	private final Condenser condenser;

	private @Nullable Summary summary;

	/**
	 * The context of a run.
	 * @param recall keeps the text of a message that is cut short, given its index
	 * @param summary of an earlier life of the run
	 */
	public Context(String run, ModelFacts model, BiConsumer<Integer, String> recall, Condenser condenser,
			@Nullable Summary summary) {
		this.window = Window.of((model.contextTokens() == null) ? USUAL_WINDOW : model.contextTokens(),
				(model.maxOutputTokens() == null) ? USUAL_OUTPUT : model.maxOutputTokens());
		this.cutter = new Cutter(this.window, run);
		this.recall = recall;
		this.condenser = condenser;
		this.summary = summary;
	}

	/** What to send of a conversation. */
	public List<ChatMessage> sent(List<ChatMessage> conversation) {
		Cutter.Cut cut = this.cutter.cut(conversation, this.summary);
		if (cut.end().isPresent()) {
			int end = cut.end().get();
			String text = this.condenser.condense(end,
					Summaries.request(cut.toSummarise(), this.summary, this.window.low()),
					Summaries.withoutModel(cut.toSummarise(), this.summary, this.window.low()));
			cut.toSummarise().forEach(this::keep);
			this.summary = new Summary(end, text);
			cut = this.cutter.cut(conversation, this.summary);
		}
		cut.trimmed().forEach((index) -> keep(index, conversation.get(index)));
		return cut.sent();
	}

	private void keep(Turn turn) {
		for (int i = 0; i < turn.messages().size(); i++) {
			keep(turn.first() + i, turn.messages().get(i));
		}
	}

	private void keep(int index, ChatMessage message) {
		if (message instanceof ToolExecutionResultMessage result && !result.text().isBlank()) {
			this.recall.accept(index, result.toolName() + ":\n" + result.text());
		}
	}

	/** Makes summaries. */
	public interface Condenser {

		/**
		 * A summary.
		 * @param end index of the first message that it does not cover
		 * @param request asks a model for it
		 * @param poorer one that was made without a model
		 */
		String condense(int end, List<ChatMessage> request, String poorer);

	}

}
