package dev.aura.bus.fs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.aura.bus.ledger.PlannedEffect;
import dev.aura.bus.ledger.Settlement;
import dev.aura.bus.ledger.Settler;

import org.springframework.stereotype.Component;

/**
 * Tells whether a write, edit, move or deletion was done by looking at what is there now.
 * Later changes of the same path are undone in thought first, newest to oldest, so that
 * several calls on one path can be told apart.
 */
@Component
final class FsSettler implements Settler {

	private static final Set<String> SETTLED = Set.of("POST /fs/write", "POST /fs/edit", "POST /fs/move",
			"DELETE /fs/delete");

	/** Somebody is changing the path, so what it will be is not known. */
	private static final String MOVING = "moving";

	private final WorkspaceFiles files;

	FsSettler(WorkspaceFiles files) {
		this.files = files;
	}

	@Override
	public boolean settles(String request) {
		return SETTLED.contains(request) || request.startsWith("PUT /fs/raw/");
	}

	@Override
	public Map<String, Settlement> settle(List<PlannedEffect> newestFirst) {
		Map<String, Settlement> outcomes = new HashMap<>();
		Map<String, String> states = new HashMap<>();
		for (PlannedEffect effect : newestFirst) {
			FsPlan plan = FsPlan.read(effect.plan());
			switch (effect.state()) {
				case DONE -> undo(plan, states);
				case NOT_DONE -> {
					// It left everything as it was.
				}
				case AT_WORK -> plan.changes().forEach((change) -> states.put(change.path(), MOVING));
				case OPEN -> {
					Settlement outcome = outcome(plan, states);
					outcomes.put(effect.key(), outcome);
					if (outcome instanceof Settlement.Done) {
						undo(plan, states);
					}
				}
			}
		}
		return outcomes;
	}

	private Settlement outcome(FsPlan plan, Map<String, String> states) {
		if (plan.changes().stream().allMatch((change) -> state(change, states).equals(change.after()))) {
			return new Settlement.Done(plan.answer().toString());
		}
		if (plan.changes().stream().allMatch((change) -> state(change, states).equals(change.before()))) {
			return new Settlement.NotDone();
		}
		return new Settlement.Unknown();
	}

	private static void undo(FsPlan plan, Map<String, String> states) {
		plan.changes().forEach((change) -> states.put(change.path(), change.before()));
	}

	private String state(FsPlan.Change change, Map<String, String> states) {
		return states.computeIfAbsent(change.path(), (path) -> {
			try {
				return this.files.state(WorkspacePath.of("path", path));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

}
