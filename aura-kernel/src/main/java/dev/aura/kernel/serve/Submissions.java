package dev.aura.kernel.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import dev.aura.api.ProblemType;
import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import org.jspecify.annotations.Nullable;

/**
 * Which Idempotency-Key started which run. The journals of the runs have it; here it is
 * only found.
 */
final class Submissions {

	/** The start of a run and what it wants for itself. */
	private static final int BEGINNING = 2;

	private final RunStore store;

	private @Nullable Map<String, Submission> known;

	Submissions(RunStore store) {
		this.store = store;
	}

	/**
	 * Starts a run, unless the same request did already.
	 * @param key as sent
	 * @param request what the key stands for
	 * @throws ServeProblem when the key stands for another request
	 */
	synchronized Started once(String key, String request, Supplier<RunId> start) {
		if (!key.matches("[\\x20-\\x7e]{1,255}")) {
			throw new ServeProblem(ProblemType.MALFORMED_REQUEST,
					"Idempotency-Key: %d characters (expected: 1 to 255 printable ones)".formatted(key.length()));
		}
		Map<String, Submission> submissions = known();
		Submission earlier = submissions.get(digest(key));
		if (earlier == null) {
			RunId run = start.get();
			submissions.put(digest(key), new Submission(run, digest(request)));
			return new Started(run, false);
		}
		if (!earlier.request().equals(digest(request))) {
			throw new ServeProblem(ProblemType.IDEMPOTENCY_KEY_REUSED,
					"Idempotency-Key: used for another request, which started run %s (expected: a key of its own)"
						.formatted(earlier.run()));
		}
		return new Started(earlier.run(), true);
	}

	/** Read when the first key comes, since most servers never see one. */
	private Map<String, Submission> known() {
		if (this.known == null) {
			Map<String, Submission> found = new HashMap<>();
			this.store.list().forEach((run) -> {
				RunId id = new RunId(run.id());
				configured(id).ifPresent((options) -> {
					if (options.key() != null && options.request() != null) {
						found.put(options.key(), new Submission(id, options.request()));
					}
				});
			});
			this.known = found;
		}
		return this.known;
	}

	private Optional<AgentEvent.Configured> configured(RunId id) {
		return this.store.beginning(id, BEGINNING)
			.stream()
			.map(RunEvent::event)
			.filter(AgentEvent.Configured.class::isInstance)
			.map(AgentEvent.Configured.class::cast)
			.findFirst();
	}

	/** A text that says nothing of the one it stands for. */
	static String digest(String text) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A run that a request led to.
	 *
	 * @param replayed whether an earlier request did
	 */
	record Started(RunId run, boolean replayed) {
	}

	private record Submission(RunId run, String request) {
	}

}
