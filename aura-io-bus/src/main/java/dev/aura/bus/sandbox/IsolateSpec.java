package dev.aura.bus.sandbox;

/**
 * What an isolate must be.
 *
 * @param language of the interpreter that waits in it
 * @param use how often it will be handed code
 */
record IsolateSpec(Language language, Use use) {

	/** The interpreter, as it has to be started for this use. */
	Startup startup() {
		return switch (this.use) {
			case ONCE -> this.language.once();
			case SESSION -> this.language.forSession();
		};
	}

	/** How often an isolate is handed code. */
	enum Use {

		/** For one program, as if the interpreter had been started on its file. */
		ONCE,
		/** Again and again, what was defined staying defined. */
		SESSION

	}

}
