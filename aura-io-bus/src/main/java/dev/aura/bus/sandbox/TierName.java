package dev.aura.bus.sandbox;

import java.util.Locale;

/** The isolation tiers that Aura knows, strongest first. */
enum TierName {

	MICROVM("A virtual machine with a kernel of its own."),
	GVISOR("A kernel in user space between the program and the host's kernel."),
	BUBBLEWRAP("Namespaces without network, no capabilities, a system call filter, a read-only system and resource "
			+ "limits; the host's kernel is shared."),
	PROCESS("None: a child process with the rights of the bus; only its environment, time and output are limited.");

	private final String isolation;

	TierName(String isolation) {
		this.isolation = isolation;
	}

	/** The name in settings and answers. */
	String wire() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** One sentence on what the tier promises. */
	String isolation() {
		return this.isolation;
	}

}
