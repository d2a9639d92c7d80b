package dev.aura.bus.ledger;

import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * The call under a key that this thread is at work on. A peripheral that can tell later
 * whether a call acted notes its plan here, just before it acts.
 */
public final class CurrentEffect {

	private static final ThreadLocal<@Nullable CurrentEffect> current = new ThreadLocal<>();

	private final String key;

	private final EffectLedger ledger;

	private volatile boolean planned;

	CurrentEffect(String key, EffectLedger ledger) {
		this.key = key;
		this.ledger = ledger;
	}

	/** The key of the call, if it carries one. */
	public static Optional<String> key() {
		return Optional.ofNullable(current.get()).map((effect) -> effect.key);
	}

	/**
	 * Notes what the call is about to do; on disk when it returns. From here on it counts
	 * as one that acts. Does nothing for a call without a key.
	 * @param plan what the peripheral's {@link Settler} needs to know
	 */
	public static void plan(String plan) {
		CurrentEffect effect = current.get();
		if (effect != null) {
			effect.planned = true;
			effect.ledger.plan(effect.key, plan);
			FaultPoint.PLANNED.reach();
		}
	}

	/** Takes the plan back: nothing of it was done, so the call may be made again. */
	public static void withdraw() {
		CurrentEffect effect = current.get();
		if (effect != null) {
			effect.planned = false;
		}
	}

	/** The same work, for another thread, as a part of this thread's call. */
	public static <T> Callable<T> carried(Callable<T> work) {
		CurrentEffect effect = current.get();
		return () -> {
			CurrentEffect before = current.get();
			current.set(effect);
			try {
				return work.call();
			}
			finally {
				current.set(before);
			}
		};
	}

	/** Makes this the call of the thread, or none with null. */
	static void bind(@Nullable CurrentEffect effect) {
		current.set(effect);
	}

	/** Whether the call came so far that it acts. */
	boolean planned() {
		return this.planned;
	}

}
