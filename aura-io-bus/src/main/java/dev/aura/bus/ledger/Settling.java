package dev.aura.bus.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Asks the peripherals what became of calls that were cut off: at boot for all of them,
 * and once more when one is asked for that could not be settled then.
 */
@Component
class Settling implements SmartInitializingSingleton {

	private static final Logger log = LoggerFactory.getLogger(Settling.class);

	private final EffectLedger ledger;

	private final ObjectProvider<Settler> settlers;

	Settling(EffectLedger ledger, ObjectProvider<Settler> settlers) {
		this.ledger = ledger;
		this.settlers = settlers;
	}

	/** Before the first call is taken. */
	@Override
	public void afterSingletonsInstantiated() {
		this.settlers.forEach((settler) -> {
			try {
				settle(settler);
			}
			catch (RuntimeException | SQLException ex) {
				log.info("Calls that were cut off are settled later: {}", ex.getMessage());
			}
		});
	}

	/**
	 * Settles a call, and the others of its peripheral.
	 * @throws RuntimeException when the peripheral cannot be asked yet
	 */
	void settle(String request) throws SQLException {
		for (Settler settler : this.settlers) {
			if (settler.settles(request)) {
				settle(settler);
			}
		}
	}

	private synchronized void settle(Settler settler) throws SQLException {
		int untouched = this.ledger.releaseUnplanned(settler::settles);
		List<PlannedEffect> effects = this.ledger.planned(settler::settles);
		int done = 0;
		int notDone = untouched;
		int unknown = 0;
		Map<String, Settlement> outcomes = effects.isEmpty() ? Map.of() : settler.settle(effects);
		for (Map.Entry<String, Settlement> outcome : outcomes.entrySet()) {
			switch (outcome.getValue()) {
				case Settlement.Done(String answer) -> {
					this.ledger.settle(outcome.getKey(),
							new RecordedAnswer(200, "application/json", answer.getBytes(StandardCharsets.UTF_8)));
					done++;
				}
				case Settlement.NotDone none -> {
					this.ledger.release(outcome.getKey());
					notDone++;
				}
				case Settlement.Unknown nobodyKnows -> {
					this.ledger.giveUp(outcome.getKey());
					unknown++;
				}
			}
		}
		if (done + notDone + unknown > 0) {
			log.info("Of the calls that were cut off, {} had acted, {} had not, of {} nobody knows", done, notDone,
					unknown);
		}
	}

}
