package dev.aura.bus.sandbox;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The sessions of the bus, no more than there may be. */
@Component
class Sessions implements AutoCloseable {

	/** Of how many that ended it is known why. */
	private static final int REMEMBERED = 1000;

	private final Map<String, Session> all = new ConcurrentHashMap<>();

	private final Map<String, String> ended = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
			return size() > REMEMBERED;
		}

	};

	private final SessionProperties properties;

	private final Semaphore places;

	Sessions(SessionProperties properties) {
		this.properties = properties;
		this.places = new Semaphore(properties.max());
	}

	/**
	 * Takes a place for a session, which {@link #end} or {@link #leave} gives back.
	 * @throws ProblemException 429 when none is free
	 */
	void enter() {
		if (!this.places.tryAcquire()) {
			throw new ProblemException(ProblemType.TOO_MANY_REQUESTS,
					"There are %d sessions already (expected: fewer; DELETE one that is not needed)"
						.formatted(this.properties.max()))
				.retryAfter(firstToEnd());
		}
	}

	private Duration firstToEnd() {
		return this.all.values()
			.stream()
			.map(Session::remaining)
			.min(Comparator.naturalOrder())
			.orElse(Duration.ofSeconds(1));
	}

	/** Gives back the place of a session that did not come about. */
	void leave() {
		this.places.release();
	}

	void add(Session session) {
		this.all.put(session.id(), session);
	}

	/** Oldest first. */
	List<Session> list() {
		return this.all.values().stream().sorted(Comparator.comparingLong(Session::begun)).toList();
	}

	/**
	 * One of them.
	 * @throws ProblemException 404 when there is none of this name, with the reason if it
	 * ended
	 */
	Session find(String id) {
		Session session = this.all.get(id);
		if (session != null && !session.alive()) {
			end(session, "its interpreter ended");
			session = null;
		}
		if (session == null) {
			throw new ProblemException(ProblemType.NOT_FOUND,
					"There is no session %s%s.".formatted(Problems.abridged(id), why(id)));
		}
		return session;
	}

	private String why(String id) {
		synchronized (this.ended) {
			String reason = this.ended.get(id);
			return (reason != null) ? ": " + reason : "";
		}
	}

	/**
	 * Ends one and all that runs in it.
	 * @param reason for whoever asks for it later
	 */
	void end(Session session, String reason) {
		synchronized (this.ended) {
			this.ended.putIfAbsent(session.id(), reason);
		}
		if (this.all.remove(session.id(), session)) {
			try {
				session.close();
			}
			finally {
				this.places.release();
			}
		}
	}

	@Scheduled(fixedDelayString = "PT1S")
	void endUnused() {
		for (Session session : list()) {
			if (!session.alive() && session.claim()) {
				end(session, "its interpreter ended");
			}
			else if (session.remaining().isZero() && session.claim()) {
				end(session, "it was not used for %.0f s".formatted(session.result().idleSeconds()));
			}
		}
	}

	@Override
	public void close() {
		list().forEach((session) -> end(session, "the bus stops"));
	}

}
