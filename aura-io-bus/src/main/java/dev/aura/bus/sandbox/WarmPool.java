package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import dev.aura.api.sandbox.TiersResult;
import dev.aura.bus.AuraProperties;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Keeps isolates without network waiting, each for one program, made exactly as one is
 * made for a program that cannot wait. A thread of its own replaces those that were
 * taken, died, grew old or see another workspace than there is now.
 */
@Component
class WarmPool implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(WarmPool.class);

	/** What a bus and its caller need to start is left to them. */
	private static final Duration CALM = Duration.ofSeconds(2);

	/** A program that was just handed over comes first. */
	private static final Duration PRECEDENCE = Duration.ofMillis(10);

	/** How long an interpreter may take until it waits. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** How long nothing is tried after a failure. */
	private static final Duration REST = Duration.ofSeconds(30);

	private final WarmProperties properties;

	private final Tiers tiers;

	private final Languages languages;

	private final Disposal disposal;

	private final Path workspace;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition taken = this.lock.newCondition();

	private final List<Warm> waiting = new ArrayList<>();

	private final AtomicLong hits = new AtomicLong();

	private final AtomicLong misses = new AtomicLong();

	private final Thread keeper = Thread.ofPlatform().daemon().name("sandbox-warm").unstarted(this::keep);

	private volatile @Nullable SandboxTier tier;

	private volatile @Nullable Isolate beginning;

	WarmPool(WarmProperties properties, Tiers tiers, Languages languages, Disposal disposal, AuraProperties aura) {
		this.properties = properties;
		this.tiers = tiers;
		this.languages = languages;
		this.disposal = disposal;
		this.workspace = aura.workspace();
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		if (this.properties.size() > 0) {
			this.keeper.start();
		}
	}

	/**
	 * One that waits in a language, whoever takes it having to close it; nothing when
	 * none does.
	 */
	Optional<Isolate> take(Language language) {
		this.lock.lock();
		try {
			Optional<Warm> found = discardUnfit().stream()
				.filter((warm) -> warm.language().equals(language))
				.findFirst();
			found.ifPresent(this.waiting::remove);
			(found.isPresent() ? this.hits : this.misses).incrementAndGet();
			this.taken.signal();
			return found.map(Warm::isolate);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Those that can be used, oldest first. */
	private List<Warm> discardUnfit() {
		Object place = place();
		long oldest = System.nanoTime() - this.properties.maxAge().toNanos();
		List<Warm> unfit = this.waiting.stream().filter((warm) -> !warm.fits(place, oldest)).toList();
		unfit.forEach((warm) -> this.disposal.accept(warm.isolate()));
		this.waiting.removeAll(unfit);
		return this.waiting;
	}

	/** Tells one workspace from another that was put in its place. */
	private @Nullable Object place() {
		try {
			return Files.readAttributes(this.workspace, BasicFileAttributes.class).fileKey();
		}
		catch (IOException ex) {
			return null;
		}
	}

	private void keep() {
		try {
			Map<String, Language> installed = this.languages.all();
			SandboxTier active = this.tiers.active();
			if (active.keepsWarm()) {
				this.tier = active;
				rest(CALM);
				while (true) {
					refill(active,
							this.properties.languages()
								.stream()
								.filter(installed::containsKey)
								.map(installed::get)
								.toList());
				}
			}
		}
		catch (ProblemException ex) {
			log.debug("No tier, so nothing waits", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Adds one where most are missing, or waits until one is. */
	private void refill(SandboxTier active, List<Language> wanted) throws InterruptedException {
		Optional<Language> next = next(wanted);
		if (next.isEmpty()) {
			rest(Duration.ofSeconds(1));
			return;
		}
		Thread.sleep(PRECEDENCE);
		Object place = place();
		try {
			Isolate isolate = active.start(new IsolateSpec(next.get(), IsolateSpec.Use.ONCE));
			this.beginning = isolate;
			add(new Warm(isolate, next.get(), place, System.nanoTime()));
		}
		catch (IOException ex) {
			log.warn("No {} can be kept waiting", next.get().name(), ex);
			rest(REST);
		}
	}

	private Optional<Language> next(List<Language> wanted) {
		this.lock.lock();
		try {
			discardUnfit();
			return (bytes() >= this.properties.maxMemory().toBytes()) ? Optional.empty()
					: wanted.stream()
						.filter((language) -> count(language) < this.properties.size())
						.min(Comparator.comparingLong(this::count));
		}
		finally {
			this.lock.unlock();
		}
	}

	private long count(Language language) {
		return this.waiting.stream().filter((warm) -> warm.language().equals(language)).count();
	}

	private long bytes() {
		return this.waiting.stream().mapToLong(Warm::bytes).sum();
	}

	private void add(Warm warm) throws IOException, InterruptedException {
		boolean ready = false;
		try {
			ready = warm.isolate().ready(PATIENCE);
		}
		finally {
			if (!ready) {
				warm.isolate().close();
			}
		}
		if (!ready) {
			throw new IOException("It did not become ready");
		}
		Warm weighed = warm.weighed();
		this.lock.lock();
		try {
			this.waiting.add(weighed);
			this.beginning = null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Until one is taken, or the time is over. */
	private void rest(Duration most) throws InterruptedException {
		this.lock.lock();
		try {
			this.taken.await(most.toNanos(), TimeUnit.NANOSECONDS);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** How many wait in each language; absent where none may. */
	@Nullable List<TiersResult.Warm> report() throws InterruptedException {
		if (this.tier == null) {
			return null;
		}
		Map<String, Language> installed = this.languages.all();
		this.lock.lock();
		try {
			discardUnfit();
			return this.properties.languages()
				.stream()
				.filter(installed::containsKey)
				.map(installed::get)
				.map((language) -> new TiersResult.Warm(language.name(), count(language), this.properties.size(),
						bytes(language)))
				.toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	private long bytes(Language language) {
		return this.waiting.stream().filter((warm) -> warm.language().equals(language)).mapToLong(Warm::bytes).sum();
	}

	/** The tier whose isolates wait; nothing before they may. */
	@Nullable SandboxTier tier() {
		return this.tier;
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

	/** Those that wait now, and the one that will. */
	List<Isolate> isolates() {
		this.lock.lock();
		try {
			return Stream.concat(waiting().stream(), Stream.ofNullable(this.beginning)).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** How many programs found one waiting. */
	long hits() {
		return this.hits.get();
	}

	/** How many programs found none. */
	long misses() {
		return this.misses.get();
	}

	/** Memory that all hold together, in bytes. */
	long held() {
		this.lock.lock();
		try {
			return bytes();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What the keeper is just making ends with everything else that was launched. */
	@Override
	public void close() {
		this.keeper.interrupt();
		isolates().forEach(Isolate::close);
	}

	/**
	 * One that waits.
	 *
	 * @param place the workspace that it sees
	 * @param since when it was started, as {@link System#nanoTime}
	 * @param bytes of memory that it holds
	 */
	private record Warm(Isolate isolate, Language language, @Nullable Object place, long since, long bytes) {

		Warm(Isolate isolate, Language language, @Nullable Object place, long since) {
			this(isolate, language, place, since, 0);
		}

		Warm weighed() {
			return new Warm(this.isolate, this.language, this.place, this.since, this.isolate.memory());
		}

		boolean fits(@Nullable Object now, long oldest) {
			return this.isolate.alive() && this.since > oldest && this.place != null && this.place.equals(now);
		}

	}

}
