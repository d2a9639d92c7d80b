package dev.aura.kernel.schedule;

import java.time.Duration;

import dev.aura.kernel.model.Turnstile;
import org.jspecify.annotations.Nullable;

/**
 * All calls to one model server. So many at once are let through; when the server answers
 * 429 nobody calls before the time that it names, the refused call gets a new turn
 * instead of failing, and fewer are let through at once until it has gone well for a
 * while.
 */
public final class Provider {

	/**
	 * Waits without a {@code Retry-After}: doubled by each refusal, up to the longest.
	 */
	private static final Duration FIRST_WAIT = Duration.ofMillis(500);

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

	/** Answers for each place before one more place is tried. */
	private static final int ANSWERS_PER_PLACE = 20;

	private final Gate gate;

	private final int mostPlaces;

	private int places;

	private int answers;

	private int refusals;

	private Overload overload = new Overload(1, 1, 0);

	/** Calls let through before this moment knew nothing of the last refusal. */
	private long refusedAt = System.nanoTime();

	/** A provider that takes so many calls at once. */
	public Provider(int mostPlaces) {
		this.mostPlaces = mostPlaces;
		this.places = mostPlaces;
		this.gate = new Gate(mostPlaces);
	}

	/** The way through for runs of a priority. */
	public Turnstile turnstile(Priority priority) {
		return () -> {
			this.gate.enter(priority);
			return new Call(priority);
		};
	}

	/** How many calls wait. */
	public int waiting() {
		return this.gate.waiting();
	}

	private synchronized void refused(long entered, @Nullable Duration retryAfter) {
		if (entered - this.refusedAt >= 0) {
			// One overload refuses many calls: only the first tells something new.
			this.refusedAt = System.nanoTime();
			this.refusals++;
			this.overload = new Overload(this.places, this.gate.inside());
		}
		if (this.refusals == 1) {
			// A server that takes no calls at all would not take fewer either.
			this.answers = 0;
			this.overload = this.overload.andOneMore();
			this.places = this.overload.places();
			this.gate.resize(this.places);
		}
		this.gate.close((retryAfter != null) ? retryAfter : backoff());
	}

	private Duration backoff() {
		Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(10, Math.max(0, this.refusals - 1)));
		return (wait.compareTo(LONGEST_WAIT) < 0) ? wait : LONGEST_WAIT;
	}

	private synchronized void answered() {
		this.refusals = 0;
		this.answers++;
		if (this.places < this.mostPlaces && this.answers >= this.places * ANSWERS_PER_PLACE) {
			this.answers = 0;
			this.places++;
			this.gate.resize(this.places);
		}
	}

	/**
	 * One moment of too many calls.
	 *
	 * @param before places at that moment
	 * @param inside calls under way then
	 * @param refused how many of them the server did not take
	 */
	private record Overload(int before, int inside, int refused) {

		Overload(int before, int inside) {
			this(before, inside, 0);
		}

		Overload andOneMore() {
			return new Overload(this.before, this.inside, this.refused + 1);
		}

		/**
		 * As many as the server took, at most three quarters and at least half as many.
		 */
		int places() {
			int taken = Math.min(this.before * 3 / 4, this.inside - this.refused);
			return Math.max(1, Math.max(this.before / 2, taken));
		}

	}

	/** A call under way. */
	private final class Call implements Turnstile.Pass {

		private final Priority priority;

		private final long entered = System.nanoTime();

		private boolean refused;

		Call(Priority priority) {
			this.priority = priority;
		}

		@Override
		public boolean refused(@Nullable Duration retryAfter) {
			this.refused = true;
			Provider.this.refused(this.entered, retryAfter);
			return true;
		}

		@Override
		public void close() {
			if (!this.refused) {
				answered();
			}
			Provider.this.gate.leave(this.priority);
		}

	}

}
