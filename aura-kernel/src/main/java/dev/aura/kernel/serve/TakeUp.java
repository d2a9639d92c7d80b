package dev.aura.kernel.serve;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import dev.aura.kernel.approve.Pending;
import dev.aura.kernel.model.NoModelException;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStatus;
import dev.aura.kernel.run.RunStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with what was cut off, and with what was decided while nobody was there. Once
 * when the server starts, aside, since nobody's request has to wait for that; when there
 * is no model yet, again when there is one.
 */
final class TakeUp {

	private static final Logger log = LoggerFactory.getLogger(TakeUp.class);

	private final RunStore store;

	private final SubRuns subRuns;

	private final BiConsumer<RunId, Options> resume;

	/** Whether there was no model yet to go on with. */
	private final AtomicBoolean later = new AtomicBoolean();

	TakeUp(RunStore store, SubRuns subRuns, BiConsumer<RunId, Options> resume) {
		this.store = store;
		this.subRuns = subRuns;
		this.resume = resume;
	}

	void begin() {
		Thread.ofVirtual().name("take-up").start(this::takeUp);
	}

	/** There is one by now. */
	void modelFound() {
		if (this.later.compareAndSet(true, false)) {
			begin();
		}
	}

	private void takeUp() {
		this.store.cutOff().forEach(this::takeUp);
		this.store.list()
			.reversed()
			.stream()
			.filter((run) -> run.status() == RunStatus.WAITING)
			.map((run) -> new RunId(run.id()))
			.forEach(this::takeUpWaiting);
	}

	private void takeUpWaiting(RunId id) {
		try {
			List<RunEvent> events = this.store.events(id, 0);
			if (this.subRuns.isOrphan(Options.of(events))) {
				this.store.interrupt(id);
			}
			else if (Pending.of(events.stream().map(RunEvent::event).toList()).isEmpty()) {
				takeUp(id);
			}
		}
		catch (RuntimeException ex) {
			log.warn("Run {} cannot be looked at: {}", id, ex.getMessage());
		}
	}

	private void takeUp(RunId id) {
		try {
			this.resume.accept(id, Options.of(this.store.events(id, 0)));
			log.info("Run {} goes on", id);
		}
		catch (NoModelException ex) {
			this.later.set(true);
			log.warn("Run {} goes on when there is a model", id);
		}
		catch (RuntimeException ex) {
			log.warn("Run {} cannot go on by itself: {}", id, ex.getMessage());
		}
	}

}
