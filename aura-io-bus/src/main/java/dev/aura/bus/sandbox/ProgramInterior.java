package dev.aura.bus.sandbox;

import java.util.List;
import java.util.Optional;

/** Just the program. */
final class ProgramInterior implements Interior {

	@Override
	public TierName tier() {
		return TierName.BUBBLEWRAP;
	}

	@Override
	public Optional<String> missing() {
		return Optional.empty();
	}

	@Override
	public boolean nests() {
		return false;
	}

	@Override
	public int processes(int program) {
		return program;
	}

	@Override
	public boolean offersSessions() {
		return true;
	}

	@Override
	public List<String> command(IsolateSpec spec, List<String> program) {
		return program;
	}

	@Override
	public Optional<String> explain(String stderr) {
		return Optional.empty();
	}

}
