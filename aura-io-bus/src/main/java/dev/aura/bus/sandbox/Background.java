package dev.aura.bus.sandbox;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Something found out once, off the start-up path.
 *
 * @param <T> what is found out
 */
final class Background<T> {

	/** How long a request waits for it. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final FutureTask<T> task;

	Background(Callable<T> task) {
		this.task = new FutureTask<>(task);
	}

	void start(String name) {
		Thread.ofPlatform().daemon().name(name).start(this.task);
	}

	/** What was found, waiting for it where needed. */
	T await() throws InterruptedException {
		try {
			return this.task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new ProblemException(ProblemType.UNAVAILABLE, "The sandbox is still being probed.")
				.retryAfter(Duration.ofSeconds(5));
		}
		catch (ExecutionException ex) {
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"The probe of the sandbox failed; the log of the bus has the cause.", ex.getCause());
		}
	}

	/** What was found, if it was. */
	@Nullable T peek() {
		return (this.task.state() == FutureTask.State.SUCCESS) ? this.task.resultNow() : null;
	}

}
