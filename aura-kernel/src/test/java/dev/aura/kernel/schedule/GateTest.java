package dev.aura.kernel.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GateTest {

	private final List<String> entered = new CopyOnWriteArrayList<>();

	@Test
	void servesTheLongestWaitingOfALineFirst() throws Exception {
		Gate gate = new Gate(1);
		gate.enter(Priority.BATCH);
		List<Thread> threads = line(gate, Priority.BATCH, "a", "b", "c");

		gate.leave(Priority.BATCH);
		join(threads);

		assertThat(this.entered).containsExactly("a", "b", "c");
	}

	@Test
	void givesInteractiveRunsFourTurnsForEachOfBatch() throws Exception {
		Gate gate = new Gate(1);
		gate.enter(Priority.BATCH);
		List<Thread> threads = line(gate, Priority.BATCH, "b", "b", "b", "b");
		threads.addAll(line(gate, Priority.INTERACTIVE, "i", "i", "i", "i", "i", "i", "i", "i", "i", "i", "i", "i"));

		gate.leave(Priority.BATCH);
		join(threads);

		// Neither starves: of every five turns batch has one while both wait.
		for (int turn = 0; turn + 5 <= 15; turn += 5) {
			assertThat(this.entered.subList(turn, turn + 5)).containsOnlyOnce("b");
		}
	}

	@Test
	void keepsPlacesFreeOfBatch() throws Exception {
		Gate gate = new Gate(4);
		List<Thread> batch = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			gate.enter(Priority.BATCH);
		}
		batch.addAll(line(gate, Priority.BATCH, "late"));

		gate.enter(Priority.INTERACTIVE);

		assertThat(this.entered).isEmpty();
		gate.leave(Priority.BATCH);
		join(batch);
		assertThat(this.entered).containsExactly("late");
	}

	@Test
	void doesNotLetAnIdleLineSaveUpTurns() throws Exception {
		Gate gate = new Gate(1);
		for (int i = 0; i < 100; i++) {
			gate.enter(Priority.BATCH);
			gate.leave(Priority.BATCH);
		}
		gate.enter(Priority.BATCH);
		List<Thread> threads = line(gate, Priority.BATCH, "b", "b");
		threads.addAll(line(gate, Priority.INTERACTIVE, "i", "i", "i", "i", "i", "i", "i", "i", "i", "i"));

		gate.leave(Priority.BATCH);
		join(threads);

		assertThat(this.entered.subList(0, 6)).contains("b");
	}

	@Test
	void letsNobodyInWhileItIsClosedAndEverybodyAfterwards() throws Exception {
		Gate gate = new Gate(2);
		long start = System.nanoTime();
		gate.close(Duration.ofMillis(300));
		gate.close(Duration.ofMillis(1));
		List<Thread> threads = line(gate, Priority.INTERACTIVE, "a", "b", "c");

		join(threads);

		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
		assertThat(this.entered).containsExactlyInAnyOrder("a", "b", "c");
	}

	@Test
	void losesNoPlaceToAWaiterWhoGaveUp() throws Exception {
		Gate gate = new Gate(1);
		gate.enter(Priority.BATCH);
		List<Thread> given = line(gate, Priority.BATCH, "gave up");
		given.getFirst().interrupt();
		given.getFirst().join();
		List<Thread> next = line(gate, Priority.BATCH, "next");

		gate.leave(Priority.BATCH);
		join(next);

		assertThat(this.entered).containsExactly("next");
		assertThat(gate.waiting()).isZero();
	}

	@Test
	void holdsItsPlacesUnderInterruptsAtAnyMoment() throws Exception {
		Gate gate = new Gate(3);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			Priority priority = Priority.values()[i % 2];
			Thread thread = Thread.ofVirtual().start(() -> {
				try {
					gate.enter(priority);
					Thread.yield();
					gate.leave(priority);
				}
				catch (InterruptedException ex) {
					// It gave up while it waited, so it has nothing to give back.
				}
			});
			threads.add(thread);
			if (i % 3 == 0) {
				threads.get(i / 2).interrupt();
			}
		}
		join(threads);

		// All three places are there again.
		gate.enter(Priority.INTERACTIVE);
		gate.enter(Priority.INTERACTIVE);
		gate.enter(Priority.INTERACTIVE);
		assertThat(gate.waiting()).isZero();
	}

	/** Threads that stand in line in this order. */
	private List<Thread> line(Gate gate, Priority priority, String... names) throws Exception {
		List<Thread> threads = new ArrayList<>();
		for (String name : names) {
			int before = gate.waiting();
			threads.add(Thread.ofVirtual().start(() -> {
				try {
					gate.enter(priority);
					this.entered.add(name);
					gate.leave(priority);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}));
			while (gate.waiting() == before) {
				Thread.sleep(1);
			}
		}
		return threads;
	}

	private static void join(List<Thread> threads) throws InterruptedException {
		for (Thread thread : threads) {
			thread.join();
		}
	}

}
