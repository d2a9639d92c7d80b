package dev.aura.bus.sandbox;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * What an isolate must be.
 *
 * @param language of the interpreter that waits in it
 * @param use how often it will be handed code
 * @param readOnly whether what runs in it can only read the workspace
 * @param proxy the socket of the proxy that is its only way to the network; absent for no
 * network
 * @param limits what a program in it may use; absent for what the settings say
 */
record IsolateSpec(Language language, Use use, boolean readOnly, @Nullable Path proxy, @Nullable ProgramLimits limits) {

	/** One that may change the workspace and has no network. */
	IsolateSpec(Language language, Use use) {
		this(language, use, false, null, null);
	}

	/** One for a single program. */
	static IsolateSpec of(Program program, boolean readOnly) {
		return new IsolateSpec(program.language(), Use.ONCE, readOnly, null, program.limits());
	}

	/** The same for a program that may reach what a proxy connects to. */
	IsolateSpec networked(Path socket) {
		return new IsolateSpec(this.language, this.use, this.readOnly, socket, this.limits);
	}

	/** The same without network and particular limits. */
	IsolateSpec plain() {
		return new IsolateSpec(this.language, this.use, this.readOnly, null, null);
	}

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
