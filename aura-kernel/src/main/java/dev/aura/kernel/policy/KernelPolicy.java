package dev.aura.kernel.policy;

import java.util.ArrayList;
import java.util.List;

import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.Reservation;
import dev.aura.kernel.agent.RunPolicy;
import dev.aura.kernel.agent.ToolCall;
import dev.aura.kernel.agent.ToolDecision;
import dev.aura.kernel.approve.Approvals;
import dev.aura.kernel.context.Context;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;

/** The policy of one run, in three parts. */
final class KernelPolicy implements RunPolicy {

	private final Ledger ledger;

	private final Approvals approvals;

	private final Context context;

	private final Instructions instructions;

	KernelPolicy(Ledger ledger, Approvals approvals, Context context, Instructions instructions) {
		this.ledger = ledger;
		this.approvals = approvals;
		this.context = context;
		this.instructions = instructions;
	}

	@Override
	public List<ChatMessage> sent(AppState state) {
		List<ChatMessage> messages = new ArrayList<>(this.context.sent(state.messages()));
		String more = this.instructions.text();
		if (!more.isEmpty() && messages.getFirst() instanceof SystemMessage system) {
			// In the same message: some servers take only one.
			messages.set(0, SystemMessage.from(system.text() + more));
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
