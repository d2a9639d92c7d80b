package dev.aura.bus.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when the processes of a program used too much together of what the kernel counts
 * but does not limit. Asked now and then, so a program may have used a little more.
 */
final class Meter {

	private static final Logger log = LoggerFactory.getLogger(Meter.class);

	/** A single process is left to the kernel, which tells it by a signal. */
	private static final Duration TOLERANCE = Duration.ofMillis(100);

	private final Containment containment;

	private final DiskUse disk;

	private final Duration mostCpuTime;

	private @Nullable Duration before;

	Meter(Containment containment, DiskUse disk, Duration cpuTime) {
		this.containment = containment;
		this.disk = disk;
		this.mostCpuTime = cpuTime.plus(TOLERANCE);
	}

	/**
	 * Why the program has to end; nothing while it may go on. The first question begins
	 * the account of processor time.
	 */
	Optional<Finished.Cause> exceeded() {
		Duration now = cpuTime();
		Duration begun = this.before;
		if (begun == null) {
			this.before = now;
		}
		else if (now.minus(begun).compareTo(this.mostCpuTime) > 0) {
			return Optional.of(Finished.Cause.CPU);
		}
		return this.disk.tooMuch() ? Optional.of(Finished.Cause.DISK) : Optional.empty();
	}

	private Duration cpuTime() {
		try {
			return this.containment.cpuTime();
		}
		catch (IOException ex) {
			log.debug("The processor time of a program cannot be read", ex);
			return Duration.ZERO;
		}
	}

}
