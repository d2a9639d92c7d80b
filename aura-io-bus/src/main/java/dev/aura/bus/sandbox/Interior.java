package dev.aura.bus.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What runs in the namespaces that bubblewrap makes: a program, or a sandbox for it. */
interface Interior {

	/** The tier that this makes of bubblewrap. */
	TierName tier();

	/** Why it cannot be had on this machine, as far as installing something helps. */
	Optional<String> missing();

	/** Whether it makes a sandbox and so needs namespaces, mounts and tracing itself. */
	boolean nests();

	/**
	 * How many processes and threads the host must allow.
	 * @param program how many a program may have
	 */
	int processes(int program);

	/**
	 * How much memory the host must allow, in bytes.
	 * @param program how much a program may have
	 */
	default long memory(long program) {
		return program;
	}

	/** Why a program in there can be given no proxy, whatever the host has installed. */
	default Optional<String> networkObjection() {
		return Optional.empty();
	}

	/** How long a program that does nothing may take until the tier counts as broken. */
	default Duration patience() {
		return Duration.ofSeconds(20);
	}

	/** Two files that it reads, whoever may reach them; empty for none. */
	default List<String> files() {
		return List.of("", "");
	}

	/** What bubblewrap has to show it besides. */
	default List<String> options() {
		return List.of();
	}

	/** Whether a program in there can be interrupted without ending the rest. */
	boolean offersSessions();

	/**
	 * What bubblewrap starts.
	 * @param program the first process of the program with all its parameters
	 */
	List<String> command(IsolateSpec spec, List<String> program);

	/**
	 * Why it could not start, for a person; nothing when it was not its fault.
	 * @param stderr what was said
	 */
	Optional<String> explain(String stderr);

}
