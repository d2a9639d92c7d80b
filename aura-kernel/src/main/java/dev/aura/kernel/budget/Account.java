package dev.aura.kernel.budget;

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

	private final Spend limit;

	private final @Nullable Account above;

	/** One lock for a tree: an amount changes all accounts on its way up at once. */
	private final ReentrantLock lock;

	private final Condition settled;

	private Spend spent;

	private Spend setAside = Spend.NOTHING;

	/**
	 * An account of its own.
	 * @param spent by an earlier life of the run
	 */
	public Account(Spend limit, Spend spent) {
		this(limit, spent, null, new ReentrantLock());
	}

	private Account(Spend limit, Spend spent, @Nullable Account above, ReentrantLock lock) {
		this.limit = limit;
		this.spent = spent;
		this.above = above;
		this.lock = lock;
		this.settled = (above != null) ? above.settled : lock.newCondition();
	}

	/** An account of something that is started from here. */
	public Account below(Spend limit) {
		return new Account(limit, Spend.NOTHING, this, this.lock);
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
					case Attempt.Spent spent -> throw new SpentException(spent.kind(), spent.limit());
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
			boolean busy = false;
			for (Account account = this; account != null; account = account.above) {
				Spend unspent = account.limit.less(account.spent);
				if (unspent.used().isPresent()) {
					return new Attempt.Spent(unspent.used().get(), account.limit);
				}
				busy |= unspent.less(account.setAside).used().isPresent();
			}
			return busy ? new Attempt.Busy() : new Attempt.Held(new Hold(most));
		}
		finally {
			this.lock.unlock();
		}
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
		record Spent(Spend.Kind kind, Spend limit) implements Attempt {
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
