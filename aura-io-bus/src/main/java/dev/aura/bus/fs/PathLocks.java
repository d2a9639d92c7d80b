package dev.aura.bus.fs;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one change of a path happen at a time. Different paths may share a lock. */
final class PathLocks {

	private final ReentrantLock[] locks = new ReentrantLock[256];

	PathLocks() {
		Arrays.setAll(this.locks, (index) -> new ReentrantLock());
	}

	/** Acts while no other change of the paths is at work. */
	<T> T hold(Action<T> action, WorkspacePath... paths) throws IOException {
		int[] held = Arrays.stream(paths)
			.mapToInt((path) -> Math.floorMod(path.hashCode(), this.locks.length))
			.sorted()
			.toArray();
		Arrays.stream(held).forEach((index) -> this.locks[index].lock());
		try {
			return action.run();
		}
		finally {
			Arrays.stream(held).forEach((index) -> this.locks[index].unlock());
		}
	}

	/** Something to do with files. */
	interface Action<T> {

		T run() throws IOException;

	}

}
