package dev.aura.kernel.serve;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.codec.ServerSentEvent;

/** The events of a run as server-sent events: first what was, then what happens. */
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
		Optional<Run> active = this.scheduler.active(id);
		// Listening before reading loses nothing; what is seen twice is dropped by
		// number.
		active.ifPresent((run) -> {
			run.listen(follower);
			sink.onDispose(() -> run.unlisten(follower));
		});
		List<RunEvent> earlier = this.store.events(id, seq);
		earlier.forEach(follower);
		follower.live(active.isPresent());
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

		/** What is stored was read; more comes only while the run is active. */
		synchronized void live(boolean active) {
			this.live = true;
			if (!active || this.ended) {
				this.sink.complete();
			}
		}

	}

}
