package dev.aura.kernel.policy;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Reservation;
import dev.aura.kernel.context.Context;
import dev.aura.kernel.model.Model;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.model.ModelException;
import dev.aura.kernel.model.ModelListener;
import dev.langchain4j.data.message.ChatMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the model sum up, at the cost of the run. */
final class Condenser implements Context.Condenser {

	private static final Logger log = LoggerFactory.getLogger(Condenser.class);

	private final Model model;

	private final Ledger ledger;

	private final Consumer<AgentEvent> events;

	Condenser(Model model, Ledger ledger, Consumer<AgentEvent> events) {
		this.model = model;
		this.ledger = ledger;
		this.events = events;
	}

	@Override
	public String condense(int end, List<ChatMessage> request, String poorer) {
		try (Reservation reservation = this.ledger.aside(request)) {
			ModelAnswer answer = this.model.answer(request, List.of(), new Silent(reservation));
			Long paid = reservation.settle(answer).orElse(null);
			String text = (answer.message().text() == null) ? poorer : answer.message().text();
			this.events
				.accept(new AgentEvent.Summarised(end, text, answer.tokens().input(), answer.tokens().output(), paid));
			return text;
		}
		catch (ModelException ex) {
			log.warn("The model could not sum up: {}", ex.getMessage());
			this.events.accept(new AgentEvent.Summarised(end, poorer, 0, 0, 0L));
			return poorer;
		}
	}

	/** Only the whole of a summary matters, and what it costs. */
	private final class Silent implements ModelListener {

		private final Reservation reservation;

		Silent(Reservation reservation) {
			this.reservation = reservation;
		}

		@Override
		public void text(String delta) {
			// Not shown.
		}

		@Override
		public void retry(int attempt, String reason, Duration delay) {
			this.reservation.requireMore();
		}

		@Override
		public void lost(long characters) {
			this.reservation.lose(characters).ifPresent(Condenser.this.events);
		}

	}

}
