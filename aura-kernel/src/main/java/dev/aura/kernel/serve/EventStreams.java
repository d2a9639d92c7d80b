package dev.aura.kernel.serve;

import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.codec.ServerSentEvent;

/**
 * The events of a run as server-sent events: first what was, then what happens, also
 * after a person decided who was waited for.
 */
final class EventStreams {

	/** So often is something sent, so that dead connections are noticed. */
	private static final Duration HEARTBEAT = Duration.ofSeconds(15);

	private final RunStore store;

	private final RunScheduler scheduler;

	EventStreams(RunStore store, RunScheduler scheduler) {
		this.store = store;
		this.scheduler = scheduler;
	}

	/** Events after a sequence number, until the run's last. */
	Flux<ServerSentEvent<String>> after(RunId id, long seq) {
		Flux<ServerSentEvent<String>> events = Flux.<RunEvent>create((sink) -> follow(id, seq, sink))
			.subscribeOn(Schedulers.boundedElastic())
			// Not on the threads of the run: whoever interrupts it would break the
			// stream.
			.publishOn(Schedulers.boundedElastic())
			.map(EventStreams::message)
			.share();
		Flux<ServerSentEvent<String>> heartbeat = Flux.interval(HEARTBEAT)
			.map((count) -> ServerSentEvent.<String>builder().comment("still here").build());
		return Flux.merge(events, heartbeat.takeUntilOther(events.ignoreElements()));
	}

	private static ServerSentEvent<String> message(RunEvent event) {
		return ServerSentEvent.builder(event.toJson()).id(Long.toString(event.seq())).build();
	}

	private void follow(RunId id, long seq, FluxSink<RunEvent> sink) {
		Follower follower = new Follower(seq, sink);
		// Listening before reading loses nothing; what is seen twice is dropped by
		// number.
		this.store.follow(id, follower);
		Disposable looks = Schedulers.boundedElastic()
			.schedulePeriodically(() -> look(id, follower, sink), HEARTBEAT.toMillis(), HEARTBEAT.toMillis(),
					TimeUnit.MILLISECONDS);
		Disposable.Composite open = Disposables.composite(looks, () -> this.store.unfollow(id, follower));
		sink.onDispose(open);
		read(id, follower);
		open.add(this.scheduler.stopped().doOnSuccess((none) -> sink.complete()).subscribe());
	}

	/** Sees what another process does with the run, and that it died. */
	private void look(RunId id, Follower follower, FluxSink<RunEvent> sink) {
		try {
			if (this.scheduler.active(id).isEmpty()) {
				read(id, follower);
			}
		}
		catch (RuntimeException ex) {
			sink.error(ex);
		}
	}

	private void read(RunId id, Follower follower) {
		// Asked before the events are read, which then hold all that led to it.
		boolean ended = this.store.summary(id).filter((run) -> !run.status().ended()).isEmpty();
		this.store.events(id, follower.seen()).forEach(follower);
		follower.live(ended);
	}

	/** Passes events on in order, each once, and ends with the last. */
	private static final class Follower implements Consumer<RunEvent> {

		private final FluxSink<RunEvent> sink;

		private final TreeMap<Long, RunEvent> early = new TreeMap<>();

		private long seen;

		/** Before that an end is one that the run was resumed after. */
		private boolean live;

		private boolean ended;

		Follower(long seen, FluxSink<RunEvent> sink) {
			this.seen = seen;
			this.sink = sink;
		}

		@Override
		public synchronized void accept(RunEvent event) {
			if (event.seq() > this.seen) {
				this.early.put(event.seq(), event);
			}
			// A live event may come while older ones are still being read.
			while (!this.early.isEmpty() && this.early.firstKey() == this.seen + 1) {
				RunEvent next = this.early.pollFirstEntry().getValue();
				this.seen = next.seq();
				this.sink.next(next);
				this.ended = next.status().ended();
			}
			if (this.live && this.ended) {
				this.sink.complete();
			}
		}

		synchronized long seen() {
			return this.seen;
		}

		/** What is stored was read; more comes only when the run has not ended. */
		synchronized void live(boolean ended) {
			this.live = true;
			if (ended || this.ended) {
				this.sink.complete();
			}
		}

	}

}
