package dev.aura.kernel.serve;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunId;

/** The runs that this server took on and that have not ended or paused. */
final class ActiveRuns {

	/** How long a stopped run may take to write its last words. */
	private static final Duration FAREWELL = Duration.ofSeconds(3);

	private final Map<RunId, Active> runs = new ConcurrentHashMap<>();

	/**
	 * Takes one in.
	 * @param thread that carries it, or waits for its turn
	 */
	void add(Run run, Thread thread) {
		this.runs.put(run.id(), new Active(run, thread));
	}

	Optional<Run> find(RunId id) {
		return Optional.ofNullable(this.runs.get(id)).map(Active::run);
	}

	int size() {
		return this.runs.size();
	}

	/** The run may have been resumed since: that life stays. */
	void forget(Run run) {
		this.runs.computeIfPresent(run.id(), (id, active) -> (active.run() == run) ? null : active);
	}

	/**
	 * Stops a run that has not ended.
	 * @param how whether it could still be stopped
	 * @return whether it could
	 */
	boolean stop(RunId id, Predicate<Run> how) {
		Active active = this.runs.get(id);
		return active != null && active.stop(how);
	}

	/** Stops all of them and waits for their last words. */
	void stopAll(Predicate<Run> how) {
		List<Active> open = List.copyOf(this.runs.values());
		open.forEach((active) -> active.stop(how));
		open.forEach(Active::join);
	}

	/** What a run came to can be read a moment before others can carry it. */
	void awaitEnd(RunId id) {
		Active active = this.runs.get(id);
		if (active != null && active.run().isOver()) {
			active.join();
		}
	}

	private record Active(Run run, Thread thread) {

		boolean stop(Predicate<Run> how) {
			boolean stopped = how.test(this.run);
			if (stopped) {
				// It may still wait for its turn.
				this.thread.interrupt();
			}
			return stopped;
		}

		void join() {
			try {
				this.thread.join(FAREWELL);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
