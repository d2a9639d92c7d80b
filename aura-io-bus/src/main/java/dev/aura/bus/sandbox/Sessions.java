package dev.aura.bus.sandbox;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

	private final Map<String, Held> all = new ConcurrentHashMap<>();

	private final Map<String, String> ended = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
			return size() > REMEMBERED;
		}

	};

	private final SessionProperties properties;

	private final CallerProperties perCaller;

	private final CallerPlaces taken = new CallerPlaces();

	Sessions(SessionProperties properties, CallerProperties perCaller) {
		this.properties = properties;
		this.perCaller = perCaller;
	}

	/**
	 * Takes a place for a session, which {@link #end} or {@link #leave} gives back.
	 * @throws ProblemException 429 when none is free, or this caller has all that it may
	 */
	void enter(String caller) {
		synchronized (this.taken) {
			int own = this.taken.of(caller);
			if (own >= this.perCaller.maxSessions()) {
				throw tooMany("This caller has %d sessions".formatted(own));
			}
			int all = this.taken.ofAll();
			if (all >= this.properties.max()) {
				throw tooMany("There are %d sessions".formatted(all));
			}
			this.taken.take(caller);
		}
	}

	private ProblemException tooMany(String are) {
		return new ProblemException(ProblemType.TOO_MANY_REQUESTS,
				are + " already (expected: fewer; DELETE one that is not needed)")
			.retryAfter(firstToEnd());
	}

	private Duration firstToEnd() {
		return list().stream().map(Session::remaining).min(Comparator.naturalOrder()).orElse(Duration.ofSeconds(1));
	}

	/** Gives back the place of a session that did not come about. */
	void leave(String caller) {
		synchronized (this.taken) {
			this.taken.giveBack(caller);
		}
	}

	void add(Session session, String caller) {
		this.all.put(session.id(), new Held(session, caller));
	}

	/** Oldest first. */
	List<Session> list() {
		return this.all.values().stream().map(Held::session).sorted(Comparator.comparingLong(Session::begun)).toList();
	}

	/**
	 * One of them.
	 * @throws ProblemException 404 when there is none of this name, with the reason if it
	 * ended
	 */
	Session find(String id) {
		Held held = this.all.get(id);
		Session session = (held != null) ? held.session() : null;
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
		Held held = this.all.remove(session.id());
		if (held != null) {
			try {
				session.close();
			}
			finally {
				leave(held.caller());
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

	/** A session, and whose place it has. */
	private record Held(Session session, String caller) {
	}

}
