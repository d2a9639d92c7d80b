package dev.aura.bus.ledger;

import java.time.Instant;

/**
 * A process, told apart from a later one with the same pid.
 *
 * @param pid of the process
 * @param started in milliseconds since the epoch; 0 when the system does not say
 */
record OwnerProcess(long pid, long started) {

	/** No process at all. */
	static final OwnerProcess NONE = new OwnerProcess(0, 0);

	static OwnerProcess current() {
		return of(ProcessHandle.current());
	}

	private static OwnerProcess of(ProcessHandle process) {
		return new OwnerProcess(process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
	}

	static OwnerProcess parse(String text) {
		String[] parts = text.split("@", 2);
		return new OwnerProcess(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
	}

	boolean isAlive() {
		return ProcessHandle.of(this.pid).map((process) -> of(process).equals(this)).orElse(false);
	}

	@Override
	public String toString() {
		return this.pid + "@" + this.started;
	}

}
