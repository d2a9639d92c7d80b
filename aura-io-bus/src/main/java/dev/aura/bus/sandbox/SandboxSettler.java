package dev.aura.bus.sandbox;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.aura.bus.ledger.PlannedEffect;
import dev.aura.bus.ledger.Settlement;
import dev.aura.bus.ledger.Settler;

import org.springframework.stereotype.Component;

/**
 * Knows of a program that was cut off only whether it was started; what it did until then
 * nobody can tell.
 */
@Component
final class SandboxSettler implements Settler {

	@Override
	public boolean settles(String request) {
		return request.equals("POST /sandbox/execute") || request.contains(" /sandbox/sessions");
	}

	@Override
	public Map<String, Settlement> settle(List<PlannedEffect> newestFirst) {
		return newestFirst.stream()
			.filter((effect) -> effect.state() == PlannedEffect.State.OPEN)
			.collect(Collectors.toMap(PlannedEffect::key, (effect) -> new Settlement.Unknown()));
	}

}
