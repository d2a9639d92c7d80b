package dev.aura.kernel.context;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a conversation to a window. What a person said and the plan stay word for word,
 * and so do the last turns. Of the rest the oldest results of tools are trimmed first;
 * when that is not enough {@link Cut#toSummarise} names the turns to sum up.
 *
 * <p>
 * The cut depends on the conversation alone, so that it is the same after a restart, and
 * it changes seldom: it is made when the conversation outgrows the window, and then well
 * below it.
 */
final class Cutter {

	/** The last turns, which are never cut. */
	private static final int RECENT = 6;

	/** Shorter results are left alone: little would be gained. */
	private static final int SHORTEST = 600;

	private static final int KEPT = 200;

	/** A summary costs a call, so it has to be worth a good part of the window. */
	private static final int LEAST_GAIN = 4;

	private final Window window;

	private final String namespace;

	/**
	 * A cutter.
	 * @param namespace of the memory in which what is trimmed can be recalled
	 */
	Cutter(Window window, String namespace) {
		this.window = window;
		this.namespace = namespace;
	}

	/** What to send of a conversation. */
	Cut cut(List<ChatMessage> conversation, @Nullable Summary summary) {
		List<Turn> turns = Turn.of(conversation);
		int plan = plan(turns);
		Trimming trimming = new Trimming(conversation, (summary == null) ? 0 : Tokens.of(message(summary)));
		for (int t = 0; t < turns.size(); t++) {
			if (!isCovered(turns.get(t), summary, t == plan)) {
				trimming.tokens += Tokens.of(turns.get(t).messages());
			}
			if (t >= RECENT) {
				trimming.offer(turns.get(t - RECENT), summary);
			}
			if (trimming.tokens > this.window.high()) {
				trimming.trimTo(this.window.low());
			}
		}
		List<Turn> old = old(turns, plan, summary);
		boolean tooLong = trimming.tokens > this.window.high();
		if (tooLong) {
			// Rather the last turns lose something than that the model refuses all.
			turns.subList(Math.max(0, turns.size() - RECENT), Math.max(0, turns.size() - 1))
				.forEach((turn) -> trimming.offer(turn, summary));
			trimming.trimTo(this.window.high());
		}
		List<ChatMessage> sent = sent(turns, plan, summary, trimming.trimmed);
		long gain = old.stream().mapToLong(trimming::size).sum();
		return new Cut(sent, trimming.trimmed, (tooLong && gain > this.window.low() / LEAST_GAIN) ? old : List.of());
	}

	private List<ChatMessage> sent(List<Turn> turns, int plan, @Nullable Summary summary, Set<Integer> trimmed) {
		List<ChatMessage> sent = new ArrayList<>();
		boolean summed = summary == null;
		for (int t = 0; t < turns.size(); t++) {
			Turn turn = turns.get(t);
			if (!summed && summary != null && turn.first() >= summary.end()) {
				sent.add(message(summary));
				summed = true;
			}
			if (isCovered(turn, summary, t == plan)) {
				continue;
			}
			for (int i = 0; i < turn.messages().size(); i++) {
				ChatMessage message = turn.messages().get(i);
				sent.add(trimmed.contains(turn.first() + i) ? stub((ToolExecutionResultMessage) message) : message);
			}
		}
		if (!summed && summary != null) {
			sent.add(message(summary));
		}
		return sent;
	}

	/** The turn that last wrote the whole plan or a part of it; none is -1. */
	private static int plan(List<Turn> turns) {
		for (int t = turns.size() - 1; t >= 0; t--) {
			if (turns.get(t).writesPlan()) {
				return t;
			}
		}
		return -1;
	}

	private static boolean isCovered(Turn turn, @Nullable Summary summary, boolean plan) {
		return summary != null && turn.isOfModel() && !plan && turn.end() <= summary.end();
	}

	/** The turns of the model that no summary covers yet, but for the last ones. */
	private static List<Turn> old(List<Turn> turns, int plan, @Nullable Summary summary) {
		List<Turn> old = new ArrayList<>();
		for (int t = 0; t < turns.size() - RECENT; t++) {
			if (t != plan && turns.get(t).isOfModel() && !isCovered(turns.get(t), summary, false)) {
				old.add(turns.get(t));
			}
		}
		return old;
	}

	/** The beginning of a result, and where the rest is. */
	private ToolExecutionResultMessage stub(ToolExecutionResultMessage result) {
		String text = result.text();
		int end = Character.isLowSurrogate(text.charAt(KEPT)) ? KEPT - 1 : KEPT;
		String stub = "%s%n[… %d characters left out to save room. To see them again make the call again, or recall with namespace %s.]"
			.formatted(text.substring(0, end), text.length() - end, this.namespace);
		return ToolExecutionResultMessage.from(result.id(), result.toolName(), stub);
	}

	private static UserMessage message(Summary summary) {
		return UserMessage.from("[What you did before, summed up by yourself to save room; not said by the person:]\n"
				+ summary.text());
	}

	/** Cuts results short, the first offered first, and counts. */
	private final class Trimming {

		private final List<ChatMessage> conversation;

		private final Deque<Integer> candidates = new ArrayDeque<>();

		private final Set<Integer> trimmed = new HashSet<>();

		private long tokens;

		Trimming(List<ChatMessage> conversation, long tokens) {
			this.conversation = conversation;
			this.tokens = tokens;
		}

		void offer(Turn turn, @Nullable Summary summary) {
			if (isCovered(turn, summary, false) || turn.writesPlan()) {
				return;
			}
			for (int i = turn.first() + 1; i < turn.end(); i++) {
				if (this.conversation.get(i) instanceof ToolExecutionResultMessage result
						&& result.text().length() >= SHORTEST) {
					this.candidates.add(i);
				}
			}
		}

		/** Tokens of a turn as it is sent. */
		long size(Turn turn) {
			long size = 0;
			for (int i = turn.first(); i < turn.end(); i++) {
				ChatMessage message = this.conversation.get(i);
				size += Tokens.of(this.trimmed.contains(i) ? stub((ToolExecutionResultMessage) message) : message);
			}
			return size;
		}

		void trimTo(long enough) {
			while (this.tokens > enough && !this.candidates.isEmpty()) {
				int index = this.candidates.remove();
				ToolExecutionResultMessage whole = (ToolExecutionResultMessage) this.conversation.get(index);
				this.tokens -= Tokens.of(whole) - Tokens.of(stub(whole));
				this.trimmed.add(index);
			}
		}

	}

	/**
	 * A conversation that was cut.
	 *
	 * @param sent what the model gets
	 * @param trimmed indexes of the results that were cut short
	 * @param toSummarise the oldest turns, when it is still too long; empty otherwise
	 */
	record Cut(List<ChatMessage> sent, Set<Integer> trimmed, List<Turn> toSummarise) {

		/** The summary that covers them ends here. */
		Optional<Integer> end() {
			return this.toSummarise.isEmpty() ? Optional.empty() : Optional.of(this.toSummarise.getLast().end());
		}

	}

}
