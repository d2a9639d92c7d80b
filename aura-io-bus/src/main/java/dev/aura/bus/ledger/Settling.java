package dev.aura.bus.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;
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

	private static final Duration RETRY = Duration.ofSeconds(5);

	private final EffectLedger ledger;

	private final ObjectProvider<Settler> settlers;

	Settling(EffectLedger ledger, ObjectProvider<Settler> settlers) {
		this.ledger = ledger;
		this.settlers = settlers;
	}

	/**
	 * Before the first call is taken, but for peripherals that are not ready by then: the
	 * start does not wait for them.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		for (Settler settler : this.settlers) {
			if (settler.isReady()) {
				settleAtBoot(settler);
			}
			else {
				Thread.ofPlatform().daemon().name("ledger-settling").start(() -> settleAtBoot(settler));
			}
		}
	}

	private void settleAtBoot(Settler settler) {
		try {
			if (settler.awaitReady()) {
				settle(settler);
				return;
			}
			log.info("Calls that were cut off are settled when they are made again: their peripheral is not ready");
		}
		catch (RuntimeException | SQLException ex) {
			log.warn("Calls that were cut off are settled when they are made again", ex);
		}
	}

	/**
	 * Settles a call, and the others of its peripheral.
	 * @throws ProblemException 503 when the peripheral cannot be asked yet
	 */
	void settle(String request) throws SQLException {
		for (Settler settler : this.settlers) {
			if (settler.settles(request)) {
				if (!settler.awaitReady()) {
					throw notYet(null);
				}
				try {
					settle(settler);
				}
				catch (RuntimeException ex) {
					log.warn("A call that was cut off cannot be settled yet", ex);
					throw notYet(ex);
				}
			}
		}
	}

	private static ProblemException notYet(@Nullable Throwable cause) {
		return new ProblemException(ProblemType.UNAVAILABLE,
				"Idempotency-Key: a call with this key was cut off midway; whether it acted cannot be told yet (expected: the same call again, later)",
				cause)
			.retryAfter(RETRY);
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
