package dev.aura.kernel.budget;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class AccountTest {

	private static final int TREES = 10_000;

	private static final List<ToLongFunction<Spend>> KINDS = List.of(Spend::calls, Spend::tokens, Spend::nanoUsd);

	@Test
	void isExceededByAtMostOneCall() {
		for (int seed = 0; seed < TREES; seed++) {
			Tree tree = new Tree(new Random(seed), 1.0);
			tree.live();

			for (Node node : tree.nodes) {
				for (ToLongFunction<Spend> kind : KINDS) {
					long over = kind.applyAsLong(node.account.spent()) - kind.applyAsLong(node.limit);
					assertThat(over).as("tree %d, %s", seed, node.limit)
						.isLessThanOrEqualTo(kind.applyAsLong(node.largestCall));
				}
			}
		}
	}

	@Test
	void isExceededByNoMoreThanTheCallsInFlightWhenEstimatesAreTooLow() {
		for (int seed = 0; seed < TREES; seed++) {
			Tree tree = new Tree(new Random(seed), 3.0);
			tree.live();

			for (Node node : tree.nodes) {
				for (ToLongFunction<Spend> kind : KINDS) {
					long over = kind.applyAsLong(node.account.spent()) - kind.applyAsLong(node.limit);
					assertThat(over).as("tree %d, %s", seed, node.limit)
						.isLessThanOrEqualTo(kind.applyAsLong(node.inFlightAtLimit));
				}
			}
		}
	}

	@Test
	void booksEveryCallInEveryAccountAboveIt() {
		for (int seed = 0; seed < 1000; seed++) {
			Tree tree = new Tree(new Random(seed), 1.0);
			tree.live();

			tree.nodes.forEach((node) -> assertThat(node.account.spent()).isEqualTo(node.booked));
		}
	}

	@Test
	void spendsAlmostAllOfALimitThatManyCallsShare() {
		Account account = new Account("run", new Spend(Spend.UNLIMITED, 1000, Spend.UNLIMITED), Spend.NOTHING);

		Account.Hold first = held(account, 600);
		Account.Hold second = held(account, 600);
		Account.Attempt third = account.attempt(new Spend(1, 600, 0));
		first.settle(new Spend(1, 100, 0));
		second.settle(new Spend(1, 100, 0));

		assertThat(third).isInstanceOf(Account.Attempt.Busy.class);
		held(account, 600).settle(new Spend(1, 600, 0));
		held(account, 600).settle(new Spend(1, 600, 0));
		assertThatExceptionOfType(SpentException.class).isThrownBy(() -> account.setAside(new Spend(1, 1, 0)))
			.satisfies((spent) -> assertThat(spent.kind()).isEqualTo(Spend.Kind.TOKENS));
	}

	@Test
	void givesBackWhatACallThatFailedHadSetAside() {
		Account account = new Account("run", new Spend(1, 10, 10), Spend.NOTHING);

		held(account, 10).close();

		assertThat(account.attempt(new Spend(1, 10, 0))).isInstanceOf(Account.Attempt.Held.class);
		assertThat(account.spent()).isEqualTo(Spend.NOTHING);
	}

	@Test
	void booksACallOnce() {
		Account account = new Account("run", new Spend(9, 100, 10), Spend.NOTHING);
		Account.Hold hold = held(account, 10);

		hold.settle(new Spend(1, 7, 0));
		hold.settle(new Spend(1, 7, 0));
		hold.close();

		assertThat(account.spent()).isEqualTo(new Spend(1, 7, 0));
	}

	@Test
	void remembersWhatAnEarlierLifeSpent() {
		Account account = new Account("run", new Spend(2, Spend.UNLIMITED, Spend.UNLIMITED), new Spend(2, 500, 0));

		assertThatExceptionOfType(SpentException.class).isThrownBy(() -> account.setAside(new Spend(1, 1, 0)))
			.satisfies((spent) -> assertThat(spent.kind()).isEqualTo(Spend.Kind.CALLS));
	}

	@Test
	void waitsForTheCallsThatHoldTheRest() throws Exception {
		Account account = new Account("run", new Spend(Spend.UNLIMITED, 100, Spend.UNLIMITED), Spend.NOTHING);
		Account.Hold all = held(account, 100);
		CountDownLatch begun = new CountDownLatch(1);
		AtomicReference<Throwable> failure = new AtomicReference<>();
		Thread waiter = Thread.ofVirtual().start(() -> {
			begun.countDown();
			try {
				account.below("sub-run", new Spend(5, 50, Spend.UNLIMITED), Spend.NOTHING)
					.setAside(new Spend(1, 10, 0));
			}
			catch (InterruptedException ex) {
				failure.set(ex);
			}
		});
		begun.await();

		all.settle(new Spend(1, 20, 0));
		waiter.join();

		assertThat(failure.get()).isNull();
		assertThat(account.spent().tokens()).isEqualTo(20);
	}

	private static Account.Hold held(Account account, long tokens) {
		return ((Account.Attempt.Held) account.attempt(new Spend(1, tokens, 0))).hold();
	}

	/** A random tree of runs that make random calls, interleaved at random. */
	private static final class Tree {

		private final Random random;

		private final double worst;

		private final List<Node> nodes = new ArrayList<>();

		private final Map<Call, Node> inFlight = new HashMap<>();

		/**
		 * A tree.
		 * @param worst how many times its estimate a call may cost
		 */
		Tree(Random random, double worst) {
			this.random = random;
			this.worst = worst;
			int size = 1 + random.nextInt(8);
			for (int i = 0; i < size; i++) {
				Node parent = this.nodes.isEmpty() ? null : this.nodes.get(random.nextInt(this.nodes.size()));
				Spend limit = new Spend(limit(12), limit(5000), limit(900));
				Account account = (parent == null) ? new Account("run", limit, Spend.NOTHING)
						: parent.account.below("sub-run", limit, Spend.NOTHING);
				this.nodes.add(new Node(limit, account, (parent == null) ? List.of() : parent.path()));
			}
		}

		private long limit(int bound) {
			return (this.random.nextInt(3) == 0) ? Spend.UNLIMITED : 1 + this.random.nextInt(bound);
		}

		void live() {
			for (int i = 0; i < 60; i++) {
				if (this.inFlight.isEmpty() || this.random.nextBoolean()) {
					begin(this.nodes.get(this.random.nextInt(this.nodes.size())));
				}
				else {
					end(this.inFlight.keySet().iterator().next());
				}
			}
			List.copyOf(this.inFlight.keySet()).forEach(this::end);
		}

		private void begin(Node node) {
			Spend most = new Spend(1, 1 + this.random.nextInt(900), 1 + this.random.nextInt(300));
			if (node.account.attempt(most) instanceof Account.Attempt.Held held) {
				Spend actual = this.random.nextInt(10) == 0 ? Spend.NOTHING
						: new Spend(1, part(most.tokens()), part(most.nanoUsd()));
				Call call = new Call(held.hold(), actual);
				this.inFlight.put(call, node);
				node.path().forEach((each) -> each.begin(actual));
			}
		}

		private long part(long most) {
			return (long) (most * this.worst * this.random.nextDouble());
		}

		private void end(Call call) {
			Node node = Objects.requireNonNull(this.inFlight.remove(call));
			if (call.actual().equals(Spend.NOTHING)) {
				call.hold().close();
			}
			else {
				call.hold().settle(call.actual());
			}
			node.path().forEach((each) -> each.end(call.actual()));
		}

	}

	/** A call under way and what it will turn out to cost; equal only to itself. */
	private record Call(Account.Hold hold, Spend actual) {
	}

	/** An account with books of our own beside it. */
	private static final class Node {

		private final Spend limit;

		private final Account account;

		private final List<Node> above;

		private Spend largestCall = Spend.NOTHING;

		private Spend inFlight = Spend.NOTHING;

		/** The most that calls in flight together came to at any time. */
		private Spend inFlightAtLimit = Spend.NOTHING;

		private Spend booked = Spend.NOTHING;

		Node(Spend limit, Account account, List<Node> above) {
			this.limit = limit;
			this.account = account;
			this.above = above;
		}

		List<Node> path() {
			List<Node> path = new ArrayList<>(this.above);
			path.add(this);
			return path;
		}

		void begin(Spend actual) {
			this.largestCall = atLeast(this.largestCall, actual);
			this.inFlight = this.inFlight.plus(actual);
			this.inFlightAtLimit = atLeast(this.inFlightAtLimit, this.inFlight);
		}

		void end(Spend actual) {
			this.inFlight = this.inFlight.minus(actual);
			this.booked = this.booked.plus(actual);
		}

		private static Spend atLeast(Spend one, Spend other) {
			return new Spend(Math.max(one.calls(), other.calls()), Math.max(one.tokens(), other.tokens()),
					Math.max(one.nanoUsd(), other.nanoUsd()));
		}

	}

}
