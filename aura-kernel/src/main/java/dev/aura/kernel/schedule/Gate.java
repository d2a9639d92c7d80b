package dev.aura.kernel.schedule;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * A number of places and, when they are taken, a line for each priority. The lines take
 * turns by their weights, so none starves, and some places are kept free of batch work,
 * so that a person need not wait for one of its ends. Waiting costs a parked thread, a
 * few kilobytes when it is virtual.
 */
public final class Gate {

	/** The part of the places that batch work never takes, when there are several. */
	private static final int KEPT_FREE = 4;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Priority, Line> lines = new EnumMap<>(Priority.class);

	private int places;

	private int taken;

	private int takenByBatch;

	/** Of {@link System#nanoTime}; nobody enters before it. */
	private long closedUntil = System.nanoTime();

	/** A gate with so many places. */
	public Gate(int places) {
		this.places = places;
		for (Priority priority : Priority.values()) {
			this.lines.put(priority, new Line());
		}
	}

	/** Waits for a place. Whoever enters has to leave. */
	public void enter(Priority priority) throws InterruptedException {
		CountDownLatch turn = new CountDownLatch(1);
		locked(() -> {
			line(priority).join(turn, pace());
			admit();
		});
		try {
			turn.await();
		}
		catch (InterruptedException ex) {
			locked(() -> {
				if (!line(priority).waiting.remove(turn)) {
					// Its turn came while it gave up.
					giveBack(priority);
				}
			});
			throw ex;
		}
	}

	/** Gives a place back. */
	public void leave(Priority priority) {
		locked(() -> giveBack(priority));
	}

	/** Lets nobody in for a time; who is inside stays. A shorter time changes nothing. */
	void close(Duration time) {
		locked(() -> {
			long until = System.nanoTime() + time.toNanos();
			if (until - this.closedUntil > 0) {
				this.closedUntil = until;
				CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS)
					.execute(() -> locked(this::admit));
			}
		});
	}

	/** Changes the number of places; who is inside stays. */
	void resize(int places) {
		locked(() -> {
			this.places = places;
			admit();
		});
	}

	/** How many are inside. */
	int inside() {
		this.lock.lock();
		try {
			return this.taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** How many wait. */
	public int waiting() {
		this.lock.lock();
		try {
			return this.lines.values().stream().mapToInt((line) -> line.waiting.size()).sum();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void giveBack(Priority priority) {
		this.taken--;
		if (priority == Priority.BATCH) {
			this.takenByBatch--;
		}
		admit();
	}

	private void admit() {
		if (System.nanoTime() - this.closedUntil < 0) {
			return;
		}
		for (Priority next = next(); next != null; next = next()) {
			this.taken++;
			if (next == Priority.BATCH) {
				this.takenByBatch++;
			}
			line(next).call(next.weight());
		}
	}

	/**
	 * The line whose turn it is: of those with somebody to let in, the one served least.
	 */
	private @Nullable Priority next() {
		Priority next = null;
		for (Priority priority : Priority.values()) {
			boolean ready = !line(priority).waiting.isEmpty() && hasRoom(priority);
			if (ready && (next == null || line(priority).served < line(next).served)) {
				next = priority;
			}
		}
		return next;
	}

	private boolean hasRoom(Priority priority) {
		if (this.taken >= this.places) {
			return false;
		}
		int kept = (this.places == 1) ? 0 : Math.max(1, this.places / KEPT_FREE);
		return priority != Priority.BATCH || this.takenByBatch < this.places - kept;
	}

	/**
	 * How far the lines are that somebody waits in; an idle one must not save up turns.
	 */
	private double pace() {
		return this.lines.values()
			.stream()
			.filter((line) -> !line.waiting.isEmpty())
			.mapToDouble((line) -> line.served)
			.min()
			.orElseGet(() -> this.lines.values().stream().mapToDouble((line) -> line.served).max().orElse(0));
	}

	private Line line(Priority priority) {
		return Objects.requireNonNull(this.lines.get(priority));
	}

	private void locked(Runnable change) {
		this.lock.lock();
		try {
			change.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Those who wait, first come first, and the turns they had by their weight. */
	private static final class Line {

		private final Deque<CountDownLatch> waiting = new ArrayDeque<>();

		private double served;

		void join(CountDownLatch turn, double pace) {
			if (this.waiting.isEmpty()) {
				this.served = Math.max(this.served, pace);
			}
			this.waiting.add(turn);
		}

		void call(int weight) {
			this.served += 1.0 / weight;
			this.waiting.remove().countDown();
		}

	}

}
