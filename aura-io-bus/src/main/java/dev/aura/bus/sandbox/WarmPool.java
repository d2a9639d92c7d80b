package dev.aura.bus.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
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

	/** How long nothing is tried after a failure; twice as long after one more. */
	private static final Duration REST = Duration.ofMillis(500);

	private static final Duration LONGEST_REST = Duration.ofSeconds(30);

	private final WarmProperties properties;

	private final Tiers tiers;

	private final Languages languages;

	private final WarmShelf shelf;

	private final AtomicLong hits = new AtomicLong();

	private final AtomicLong misses = new AtomicLong();

	private final Thread keeper = Thread.ofPlatform().daemon().name("sandbox-warm").unstarted(this::keep);

	private volatile @Nullable SandboxTier tier;

	private volatile @Nullable Isolate beginning;

	/** Only the keeper's. */
	private Duration rest = REST;

	WarmPool(WarmProperties properties, Tiers tiers, Languages languages, Disposal disposal, AuraProperties aura) {
		this.properties = properties;
		this.tiers = tiers;
		this.languages = languages;
		this.shelf = new WarmShelf(properties, aura.workspace(), disposal);
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
		Optional<Isolate> found = this.shelf.take(language);
		(found.isPresent() ? this.hits : this.misses).incrementAndGet();
		return found;
	}

	private void keep() {
		try {
			Map<String, Language> installed = this.languages.all();
			SandboxTier active = this.tiers.active();
			if (active.keepsWarm()) {
				this.tier = active;
				this.shelf.awaitTaken(CALM);
				while (true) {
					refill(active, wanted(installed));
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

	private List<Language> wanted(Map<String, Language> installed) {
		return this.properties.languages().stream().filter(installed::containsKey).map(installed::get).toList();
	}

	/** Adds one where most are missing, or waits until one is. */
	private void refill(SandboxTier active, List<Language> wanted) throws InterruptedException {
		Optional<Language> next = this.shelf.mostMissing(wanted);
		if (next.isEmpty()) {
			this.shelf.awaitTaken(Duration.ofSeconds(1));
			return;
		}
		Thread.sleep(PRECEDENCE);
		Object place = this.shelf.place();
		try {
			Isolate isolate = active.start(new IsolateSpec(next.get(), IsolateSpec.Use.ONCE));
			this.beginning = isolate;
			long since = System.nanoTime();
			awaitReady(isolate);
			this.shelf.put(new WarmShelf.Warm(isolate, next.get(), place, since, isolate.memory()));
			this.beginning = null;
			this.rest = REST;
		}
		catch (IOException ex) {
			log.warn("No {} can be kept waiting", next.get().name(), ex);
			this.shelf.awaitTaken(this.rest);
			this.rest = (this.rest.compareTo(LONGEST_REST) < 0) ? this.rest.multipliedBy(2) : this.rest;
		}
	}

	private static void awaitReady(Isolate isolate) throws IOException, InterruptedException {
		boolean ready = false;
		try {
			ready = isolate.ready(PATIENCE);
		}
		finally {
			if (!ready) {
				isolate.close();
			}
		}
		if (!ready) {
			throw new IOException("It did not become ready");
		}
	}

	/** How many wait in each language; absent where none may. */
	@Nullable List<TiersResult.Warm> report() throws InterruptedException {
		return (this.tier != null) ? this.shelf.report(wanted(this.languages.all())) : null;
	}

	/** The tier whose isolates wait; nothing before they may. */
	@Nullable SandboxTier tier() {
		return this.tier;
	}

	/** Those that wait now. */
	List<Isolate> waiting() {
		return this.shelf.waiting();
	}

	/** Those that wait now, and the one that will. */
	List<Isolate> isolates() {
		Isolate one = this.beginning;
		return Stream.concat(Stream.ofNullable(one), waiting().stream()).distinct().toList();
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
		return this.shelf.bytes();
	}

	/** What the keeper is just making ends with everything else that was launched. */
	@Override
	public void close() {
		this.keeper.interrupt();
		isolates().forEach(Isolate::close);
	}

}
