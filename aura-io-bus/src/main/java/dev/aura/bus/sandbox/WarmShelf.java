package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.aura.api.sandbox.TiersResult;
import org.jspecify.annotations.Nullable;

/**
 * Isolates that wait. Those that died, grew old or see another workspace than there is
 * now are nobody's any more.
 */
final class WarmShelf {

	private final WarmProperties properties;

	private final Path workspace;

	private final Disposal disposal;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition taken = this.lock.newCondition();

	private final List<Warm> waiting = new ArrayList<>();

	WarmShelf(WarmProperties properties, Path workspace, Disposal disposal) {
		this.properties = properties;
		this.workspace = workspace;
		this.disposal = disposal;
	}

	/** The oldest that waits in a language. */
	Optional<Isolate> take(Language language) {
		this.lock.lock();
		try {
			Optional<Warm> found = fit().stream().filter((warm) -> warm.language().equals(language)).findFirst();
			found.ifPresent(this.waiting::remove);
			this.taken.signal();
			return found.map(Warm::isolate);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Those that can be used, oldest first. */
	private List<Warm> fit() {
		Object place = place();
		long oldest = System.nanoTime() - this.properties.maxAge().toNanos();
		List<Warm> unfit = this.waiting.stream().filter((warm) -> !warm.fits(place, oldest)).toList();
		unfit.forEach((warm) -> this.disposal.accept(warm.isolate()));
		this.waiting.removeAll(unfit);
		return this.waiting;
	}

	/** Tells one workspace from another that was put in its place. */
	@Nullable Object place() {
		try {
			return Files.readAttributes(this.workspace, BasicFileAttributes.class).fileKey();
		}
		catch (IOException ex) {
			return null;
		}
	}

	void put(Warm warm) {
		this.lock.lock();
		try {
			this.waiting.add(warm);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The language in which most are missing; nothing when none may be added. */
	Optional<Language> mostMissing(List<Language> wanted) {
		this.lock.lock();
		try {
			fit();
			return (bytes() >= this.properties.maxMemory().toBytes()) ? Optional.empty()
					: wanted.stream()
						.filter((language) -> count(language) < this.properties.size())
						.min(Comparator.comparingLong(this::count));
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Until one is taken, or the time is over. */
	void awaitTaken(Duration most) throws InterruptedException {
		this.lock.lock();
		try {
			this.taken.await(most.toNanos(), TimeUnit.NANOSECONDS);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** How many wait in each of some languages. */
	List<TiersResult.Warm> report(List<Language> languages) {
		this.lock.lock();
		try {
			fit();
			return languages.stream()
				.map((language) -> new TiersResult.Warm(language.name(), count(language), this.properties.size(),
						bytes(language)))
				.toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	private long count(Language language) {
		return this.waiting.stream().filter((warm) -> warm.language().equals(language)).count();
	}

	private long bytes(Language language) {
		return this.waiting.stream().filter((warm) -> warm.language().equals(language)).mapToLong(Warm::bytes).sum();
	}

	/** Memory that all hold together, in bytes. */
	long bytes() {
		this.lock.lock();
		try {
			return this.waiting.stream().mapToLong(Warm::bytes).sum();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Those that wait now. */
	List<Isolate> waiting() {
		this.lock.lock();
		try {
			return this.waiting.stream().map(Warm::isolate).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * One that waits.
	 *
	 * @param place the workspace that it sees
	 * @param since when it was started, as {@link System#nanoTime}
	 * @param bytes of memory that it holds
	 */
	record Warm(Isolate isolate, Language language, @Nullable Object place, long since, long bytes) {

		boolean fits(@Nullable Object now, long oldest) {
			return this.isolate.alive() && this.since > oldest && this.place != null && this.place.equals(now);
		}

	}

}
