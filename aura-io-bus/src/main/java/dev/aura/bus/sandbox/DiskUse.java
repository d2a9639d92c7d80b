package dev.aura.bus.sandbox;

import java.util.function.LongSupplier;

/**
 * How much the file system of the workspace filled up while a program ran. What others
 * write there meanwhile counts as well: the kernel keeps no other account that needs no
 * preparation by root.
 */
final class DiskUse {

	private final LongSupplier free;

	private final long most;

	private final long before;

	/**
	 * An account.
	 * @param free bytes that are free now; 0 when that is not known
	 * @param most by how many they may become fewer
	 */
	DiskUse(LongSupplier free, long most) {
		this.free = free;
		this.most = most;
		this.before = free.getAsLong();
	}

	boolean tooMuch() {
		long now = this.free.getAsLong();
		return now > 0 && this.before - now > this.most;
	}

}
