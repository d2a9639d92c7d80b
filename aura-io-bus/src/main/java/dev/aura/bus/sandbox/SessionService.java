package dev.aura.bus.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import dev.aura.api.ProblemType;
import dev.aura.api.sandbox.ExecuteResult;
import dev.aura.api.sandbox.InterruptResult;
import dev.aura.api.sandbox.SessionExecuteRequest;
import dev.aura.api.sandbox.SessionExecuteResult;
import dev.aura.api.sandbox.SessionFileResult;
import dev.aura.api.sandbox.SessionRequest;
import dev.aura.api.sandbox.SessionResult;
import dev.aura.api.sandbox.SessionsResult;
import dev.aura.bus.egress.AllowList;
import dev.aura.bus.egress.EgressProxy;
import dev.aura.bus.ledger.CurrentEffect;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/** Begins sessions, hands them programs and files, and ends them. */
@Service
class SessionService {

	/** How long an interpreter may take until it waits, and a file until it is moved. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final SessionProperties properties;

	private final Programs programs;

	private final Tiers tiers;

	private final Admission admission;

	private final NetworkedRuns networked;

	private final Sessions sessions;

	private final Stopping stopping;

	SessionService(SessionProperties properties, Programs programs, Tiers tiers, Admission admission,
			NetworkedRuns networked, Sessions sessions, Stopping stopping) {
		this.properties = properties;
		this.programs = programs;
		this.tiers = tiers;
		this.admission = admission;
		this.networked = networked;
		this.sessions = sessions;
		this.stopping = stopping;
	}

	SessionResult begin(SessionRequest request) throws InterruptedException {
		Language language = this.programs.languageOfSessions(request.language());
		Duration idle = (request.idleSeconds() != null)
				? Programs.duration("idleSeconds", request.idleSeconds(), this.properties.maxIdle())
				: this.properties.idle();
		AllowList allowed = this.networked.allowed(request.network());
		SandboxTier tier = this.tiers.active();
		requireSessions(tier);
		this.networked.require(tier, allowed);
		IsolateSpec spec = new IsolateSpec(language, IsolateSpec.Use.SESSION,
				Programs.readOnly(request.workspace(), tier), null, null);
		String caller = Caller.current();
		this.sessions.enter(caller);
		Session session = null;
		try {
			session = admitted(tier, spec, idle, allowed);
			this.sessions.add(session, caller);
			return session.result();
		}
		finally {
			if (session == null) {
				this.sessions.leave(caller);
			}
		}
	}

	private static void requireSessions(SandboxTier tier) {
		if (!tier.offersSessions()) {
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"The %s tier has no sessions.".formatted(tier.name().wire()));
		}
	}

	private Session admitted(SandboxTier tier, IsolateSpec spec, Duration idle, AllowList allowed)
			throws InterruptedException {
		Admission.Place place = this.admission.enter();
		try {
			SandboxService.requireCaller(this.stopping::begun);
			CurrentEffect.plan("start");
			return begun(tier, spec, idle, allowed);
		}
		catch (IOException ex) {
			CurrentEffect.withdraw();
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"The %s tier could not begin the session; the log of the bus has the cause."
						.formatted(tier.name().wire()),
					ex);
		}
		finally {
			place.leave();
		}
	}

	private Session begun(SandboxTier tier, IsolateSpec spec, Duration idle, AllowList allowed)
			throws IOException, InterruptedException {
		EgressProxy proxy = allowed.isEmpty() ? null : this.networked.open(allowed);
		Isolate isolate = null;
		boolean ready = false;
		try {
			isolate = tier.start((proxy != null) ? spec.networked(proxy.socket()) : spec);
			ready = isolate.ready(PATIENCE);
		}
		finally {
			if (!ready) {
				close(isolate, proxy);
			}
		}
		if (!ready) {
			throw new IOException("The interpreter does not wait for programs");
		}
		return new Session(UUID.randomUUID().toString(), spec.language(), tier.name(), isolate, proxy, idle);
	}

	private static void close(@Nullable Isolate isolate, @Nullable EgressProxy proxy) {
		if (isolate != null) {
			isolate.close();
		}
		if (proxy != null) {
			proxy.close();
		}
	}

	SessionsResult list() {
		return new SessionsResult(this.sessions.list().stream().map(Session::result).toList(), this.properties.max());
	}

	SessionResult show(String id) {
		return this.sessions.find(id).result();
	}

	/**
	 * Executes a program to its end or its limits.
	 * @param unwanted whether nobody waits for the result any more
	 * @param sink takes its output as it comes
	 */
	SessionExecuteResult execute(String id, SessionExecuteRequest request, BooleanSupplier unwanted, OutputSink sink)
			throws InterruptedException {
		Session session = this.sessions.find(id);
		Program program = this.programs.program(session.language(), request.code(), request.stdin(),
				request.timeoutSeconds(), null, unwanted, sink);
		Ending ending = alone(session, unwanted, () -> session.execute(program));
		ExecuteResult result = Results.of(ending, session.tier());
		return new SessionExecuteResult(result.outcome(), result.limit(), result.exitCode(), result.stdout(),
				result.stderr(), Results.value(ending), result.truncated(), result.durationMillis(), result.tier(),
				!session.alive());
	}

	/** Does something that must be the only thing that a session does. */
	private Ending alone(Session session, BooleanSupplier unwanted, Work work) throws InterruptedException {
		if (!session.claim()) {
			throw new ProblemException(ProblemType.CONFLICT,
					"The session %s is busy (expected: one call at a time)".formatted(session.id()))
				.retryAfter(Duration.ofSeconds(1));
		}
		try {
			Admission.Place place = this.admission.enter();
			try {
				SandboxService.requireCaller(unwanted);
				CurrentEffect.plan("start");
				return Interruptible.act(work::run);
			}
			finally {
				place.leave();
			}
		}
		finally {
			session.release();
			if (!session.alive()) {
				this.sessions.end(session, "its interpreter ended");
			}
		}
	}

	InterruptResult interrupt(String id) {
		Session session = this.sessions.find(id);
		CurrentEffect.plan("interrupt");
		return new InterruptResult(session.interrupt());
	}

	SessionResult end(String id) {
		Session session = this.sessions.find(id);
		CurrentEffect.plan("end");
		this.sessions.end(session, "it was deleted");
		return session.result();
	}

	/** Stores a file in the folder of a session, with the folders above it. */
	SessionFileResult put(String id, String path, byte[] content) throws InterruptedException {
		Session session = this.sessions.find(id);
		requirePath(path);
		requireSize(path, content.length);
		String mark = UUID.randomUUID().toString();
		FramedFile said = move(session, path, SessionFiles.put(session.language(), mark, path), content,
				new FramedFile(mark, 0));
		if (!said.tells(content)) {
			throw notMoved(path);
		}
		return new SessionFileResult(path, content.length);
	}

	/** The bytes of a file in the folder of a session. */
	byte[] get(String id, String path) throws InterruptedException {
		Session session = this.sessions.find(id);
		requirePath(path);
		long most = this.properties.maxFile().toBytes();
		String mark = UUID.randomUUID().toString();
		return move(session, path, SessionFiles.get(session.language(), mark, path, most), new byte[0],
				new FramedFile(mark, most))
			.content()
			.orElseThrow(() -> notMoved(path));
	}

	/** What the program said of the file, unless that it could not. */
	private FramedFile move(Session session, String path, String code, byte[] content, FramedFile file)
			throws InterruptedException {
		Program program = new Program(session.language(), code, content, PATIENCE, null, this.stopping::begun, file);
		alone(session, this.stopping::begun, () -> session.serve(program));
		String quoted = Problems.abridged(path);
		switch (file.failure().orElse("")) {
			case "" -> {
			}
			case "ENOENT" ->
				throw new ProblemException(ProblemType.NOT_FOUND, "path: %s is not there".formatted(quoted));
			case "EFBIG" -> throw tooLarge(quoted, "more");
			case "ENOSPC" -> throw new ProblemException(ProblemType.TOO_LARGE,
					"path: there is no room for %s in the session".formatted(quoted));
			case "EISDIR", "ENOTDIR", "EEXIST" ->
				throw new ProblemException(ProblemType.CONFLICT, "path: %s is not a file".formatted(quoted));
			default -> throw notMoved(path);
		}
		return file;
	}

	/** It may have been changed meanwhile, or the session has ended. */
	private static ProblemException notMoved(String path) {
		return new ProblemException(ProblemType.CONFLICT,
				"path: the session could not read or write all of %s".formatted(Problems.abridged(path)));
	}

	/** Whatever it names lies in the sandbox, but not every name can be handed over. */
	private static void requirePath(String path) {
		boolean plain = !path.isEmpty() && path.length() <= 1000 && path.indexOf('\0') < 0 && !path.startsWith("/")
				&& !path.endsWith("/") && !List.of(path.split("/")).contains("..");
		if (!plain) {
			throw new ProblemException(ProblemType.UNUSABLE_VALUE,
					"path: %s (expected: a relative path of a file, without ..)".formatted(Problems.abridged(path)));
		}
	}

	private void requireSize(String path, long size) {
		if (size > this.properties.maxFile().toBytes()) {
			throw tooLarge(Problems.abridged(path), Long.toString(size));
		}
	}

	private ProblemException tooLarge(String path, String size) {
		return new ProblemException(ProblemType.TOO_LARGE, "path: %s has %s bytes (expected: at most %d)"
			.formatted(path, size, this.properties.maxFile().toBytes()));
	}

	/** Something that takes a while. */
	private interface Work {

		Ending run() throws InterruptedException;

	}

}
