package dev.aura.bus.sandbox;

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
