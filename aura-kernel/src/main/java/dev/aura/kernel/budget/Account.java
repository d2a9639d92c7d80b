package dev.aura.kernel.budget;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * A limit and what was spent of it, by a run and by all that it starts: those spend from
 * accounts below this one, and each amount counts in every account above.
 *
 * <p>
 * Before a call the most that it may cost is set aside, here and above; afterwards what
 * it did cost is booked. A call begins only while something is left in every account that
 * is neither spent nor set aside, so that a limit is exceeded by no more than the one
 * call that began last.
 */
public final class Account {

	private final String owner;

	private final @Nullable Account above;

	/** One lock for a tree: an amount changes all accounts on its way up at once. */
	private final ReentrantLock lock;

	private final Condition settled;

	private Spend limit;

	private Spend spent;

	private Spend setAside = Spend.NOTHING;

	/**
	 * An account of its own.
	 * @param owner named when it is exceeded
	 * @param spent by an earlier life of the run, with all that it had started
	 */
	public Account(String owner, Spend limit, Spend spent) {
		this(owner, limit, spent, null, new ReentrantLock());
	}

	private Account(String owner, Spend limit, Spend spent, @Nullable Account above, ReentrantLock lock) {
		this.owner = owner;
		this.limit = limit;
		this.spent = spent;
		this.above = above;
		this.lock = lock;
		this.settled = (above != null) ? above.settled : lock.newCondition();
	}

	/**
	 * An account of something that is started from here.
	 * @param spent by an earlier life of that, which is booked here already
	 */
	public Account below(String owner, Spend limit, Spend spent) {
		return new Account(owner, limit, spent, this, this.lock);
	}

	/** Whoever waits finds out whether that is enough. */
	public void changeLimit(Spend limit) {
		this.lock.lock();
		try {
			this.limit = limit;
			this.settled.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	public Spend spent() {
		this.lock.lock();
		try {
			return this.spent;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Sets aside what a call may cost. Waits while calls under way hold all that is left,
	 * since most cost less than the most they may.
	 * @throws SpentException when a limit is reached
	 */
	public Hold setAside(Spend most) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (true) {
				switch (attempt(most)) {
					case Attempt.Held held -> {
						return held.hold();
					}
					case Attempt.Busy busy -> this.settled.await();
					case Attempt.Spent spent -> throw spent.exception();
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Sets aside without waiting. */
	Attempt attempt(Spend most) {
		this.lock.lock();
		try {
			Optional<Attempt.Spent> spent = usedUp();
			if (spent.isPresent()) {
				return spent.get();
			}
			boolean busy = false;
			for (Account account = this; account != null; account = account.above) {
				busy |= account.limit.less(account.spent).less(account.setAside).used().isPresent();
			}
			return busy ? new Attempt.Busy() : new Attempt.Held(new Hold(most));
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The first account, from here up, whose limit is reached. */
	private Optional<Attempt.Spent> usedUp() {
		for (Account account = this; account != null; account = account.above) {
			Optional<Spend.Kind> used = account.limit.less(account.spent).used();
			if (used.isPresent()) {
				return Optional.of(new Attempt.Spent(account.owner, used.get(), account.limit));
			}
		}
		return Optional.empty();
	}

	/** What became of an attempt to set something aside. */
	sealed interface Attempt {

		/** It is set aside. */
		record Held(Hold hold) implements Attempt {
		}

		/** Calls under way hold the rest. */
		record Busy() implements Attempt {
		}

		/** A limit is reached. */
		record Spent(String owner, Spend.Kind kind, Spend limit) implements Attempt {

			SpentException exception() {
				return new SpentException(this.owner, this.kind, this.limit);
			}

		}

	}

	/** An amount that is set aside until it is closed. */
	public final class Hold implements AutoCloseable {

		private final Spend amount;

		private boolean open = true;

		private Hold(Spend amount) {
			this.amount = amount;
			for (Account account = Account.this; account != null; account = account.above) {
				account.setAside = account.setAside.plus(amount);
			}
		}

		/** Books what the call did cost, and frees the rest. */
		public void settle(Spend actual) {
			end(actual);
		}

		/** Books what was spent on the way, which the call goes on from. */
		public void book(Spend actual) {
			Account.this.lock.lock();
			try {
				for (Account account = Account.this; account != null; account = account.above) {
					account.spent = account.spent.plus(actual);
				}
			}
			finally {
				Account.this.lock.unlock();
			}
		}

		/**
		 * The call is about to be made again.
		 * @throws SpentException when a limit is reached by what was booked meanwhile
		 */
		public void requireMore() {
			Account.this.lock.lock();
			try {
				usedUp().ifPresent((spent) -> {
					throw spent.exception();
				});
			}
			finally {
				Account.this.lock.unlock();
			}
		}

		/** Frees the amount when nothing was booked. */
		@Override
		public void close() {
			end(Spend.NOTHING);
		}

		private void end(Spend actual) {
			Account.this.lock.lock();
			try {
				if (this.open) {
					this.open = false;
					for (Account account = Account.this; account != null; account = account.above) {
						account.setAside = account.setAside.minus(this.amount);
						account.spent = account.spent.plus(actual);
					}
					Account.this.settled.signalAll();
				}
			}
			finally {
				Account.this.lock.unlock();
			}
		}

	}

}
