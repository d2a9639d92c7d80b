package dev.aura.bus.memory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.aura.api.memory.DeleteResult;
import dev.aura.api.memory.UpdateResult;
import dev.aura.bus.ledger.PlannedEffect;
import dev.aura.bus.ledger.Settlement;
import dev.aura.bus.ledger.Settler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Tells whether a text was kept or an entry corrected, by the key that is in the same
 * transaction, and whether an entry was deleted, by its absence.
 */
@Component
final class MemorySettler implements Settler {

	private static final JsonMapper json = JsonMapper.builder().build();

	private final Opening opening;

	private final Duration patience;

	MemorySettler(Opening opening, MemoryProperties properties) {
		this.opening = opening;
		this.patience = properties.patience();
	}

	@Override
	public boolean settles(String request) {
		return request.equals("POST /memory/add") || request.matches("(DELETE|PUT) /memory/[0-9]+");
	}

	@Override
	public boolean isReady() {
		return this.opening.isOpen(Duration.ZERO);
	}

	@Override
	public boolean awaitReady() {
		return this.opening.isOpen(this.patience);
	}

	@Override
	public Map<String, Settlement> settle(List<PlannedEffect> newestFirst) {
		EntryReads reads = this.opening.store().reads();
		Map<String, Settlement> outcomes = new HashMap<>();
		try {
			for (PlannedEffect effect : newestFirst) {
				if (effect.state() == PlannedEffect.State.OPEN) {
					outcomes.put(effect.key(), settle(effect, MemoryPlan.read(effect.plan()), reads));
				}
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException("the memory cannot be read", ex);
		}
		return outcomes;
	}

	private static Settlement settle(PlannedEffect effect, MemoryPlan plan, EntryReads reads) throws SQLException {
		return switch (plan) {
			case MemoryPlan.Add add -> reads.madeUnder(effect.key())
				.map((added) -> done(MemoryService.result(added)))
				.orElseGet(Settlement.NotDone::new);
			case MemoryPlan.Correct(long id, int version) -> reads.madeUnder(effect.key())
				.map((corrected) -> done(new UpdateResult(String.valueOf(id), version + 1)))
				.orElseGet(Settlement.NotDone::new);
			case MemoryPlan.Delete(long id) ->
				reads.entry(id).isPresent() ? new Settlement.NotDone() : done(new DeleteResult(true));
		};
	}

	private static Settlement done(Object answer) {
		return new Settlement.Done(json.writeValueAsString(answer));
	}

}
