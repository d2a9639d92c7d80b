package dev.aura.kernel.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.Reservation;
import dev.aura.kernel.agent.RunPolicy;
import dev.aura.kernel.agent.ToolCall;
import dev.aura.kernel.agent.ToolDecision;
import dev.aura.kernel.approve.Approvals;
import dev.aura.kernel.context.Context;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import org.jspecify.annotations.Nullable;

/** The policy of one run, in three parts. */
final class KernelPolicy implements RunPolicy {

	private final Ledger ledger;

	private final Approvals approvals;

	private final Context context;

	private final Supplier<String> instructions;

	/** Read once, so that a run cannot instruct itself by writing the file. */
	private @Nullable String read;

	KernelPolicy(Ledger ledger, Approvals approvals, Context context, Supplier<String> instructions) {
		this.ledger = ledger;
		this.approvals = approvals;
		this.context = context;
		this.instructions = instructions;
	}

	@Override
	public List<ChatMessage> sent(AppState state) {
		List<ChatMessage> messages = new ArrayList<>(this.context.sent(state.messages()));
		if (this.read == null) {
			this.read = this.instructions.get();
		}
		if (!this.read.isEmpty() && messages.getFirst() instanceof SystemMessage system) {
			// In the same message: some servers take only one.
			messages.set(0, SystemMessage.from(system.text() + this.read));
		}
		return messages;
	}

	@Override
	public Reservation reserve(AppState state, List<ChatMessage> sent) {
		return this.ledger.step(sent);
	}

	@Override
	public ToolDecision decide(ToolCall call) {
		return this.approvals.decide(call);
	}

}
