package dev.aura.kernel.cli;

import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.run.RunSummary;
import dev.aura.kernel.settings.SettingException;

/** The run that a person named on the command line. */
final class NamedRun {

	private NamedRun() {
	}

	/**
	 * Looks it up.
	 * @throws SettingException when there is no such run
	 */
	static RunSummary in(RunStore store, String name) {
		return RunId.of(name)
			.flatMap(store::summary)
			.orElseThrow(() -> new SettingException("RUN", Terminal.line(name, 80),
					"the id of a run, as the runs command lists it"));
	}

}
