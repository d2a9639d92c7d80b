package dev.aura.bus.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;

import dev.aura.api.AuraHeaders;
import dev.aura.api.ProblemType;
import dev.aura.bus.http.FilterOrder;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Answers a call that carries an {@code Idempotency-Key} from the record when it was made
 * before, and records it when it was not.
 */
@Component
@Order(FilterOrder.IDEMPOTENCY)
class IdempotencyFilter extends OncePerRequestFilter {

	private static final Set<String> MUTATING = Set.of("POST", "PUT", "PATCH", "DELETE");

	/**
	 * Answers of calls that were turned away, when they noted no plan to act: the caller
	 * should try again.
	 */
	private static final Set<Integer> TURNED_AWAY = Set.of(429, 503);

	/**
	 * Answers that do not say whether the call acted: its peripheral tells that when the
	 * call is made again, as after a crash.
	 */
	private static final Set<Integer> INCONCLUSIVE = Set.of(500, 503);

	private static final int LONGEST_KEY = 255;

	private final EffectLedger ledger;

	private final Settling settling;

	private final ProblemWriter problems;

	IdempotencyFilter(EffectLedger ledger, Settling settling, ProblemWriter problems) {
		this.ledger = ledger;
		this.settling = settling;
		this.problems = problems;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !MUTATING.contains(request.getMethod()) || request.getHeader(AuraHeaders.IDEMPOTENCY_KEY) == null;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String key = request.getHeader(AuraHeaders.IDEMPOTENCY_KEY);
		if (Collections.list(request.getHeaders(AuraHeaders.IDEMPOTENCY_KEY)).size() > 1) {
			this.problems.write(response, new ProblemException(ProblemType.MALFORMED_REQUEST,
					"Idempotency-Key: given more than once (expected: one)"));
			return;
		}
		if (key.isEmpty() || key.length() > LONGEST_KEY || !key.chars().allMatch((c) -> c >= ' ' && c < 127)) {
			this.problems.write(response,
					new ProblemException(ProblemType.MALFORMED_REQUEST,
							"Idempotency-Key: %d characters (expected: 1 to 255 printable ASCII characters)"
								.formatted(key.length())));
			return;
		}
		try {
			FingerprintedRequest fingerprinted = FingerprintedRequest.of(request);
			FaultPoint.RECEIVED.reach();
			switch (begin(key, fingerprinted)) {
				case LedgerEntry.Begun begun -> act(key, fingerprinted, response, chain);
				case LedgerEntry.Answered answered -> {
					if (sameRequest(answered.fingerprint(), fingerprinted, response)) {
						replay(answered.answer(), response);
					}
				}
				case LedgerEntry.InFlight inFlight -> {
					if (sameRequest(inFlight.fingerprint(), fingerprinted, response)) {
						this.problems.write(response, inFlight());
					}
				}
				case LedgerEntry.Unknown unknown -> {
					if (sameRequest(unknown.fingerprint(), fingerprinted, response)) {
						this.problems.write(response, outcomeUnknown());
					}
				}
			}
		}
		catch (ProblemException refused) {
			this.problems.write(response, refused);
		}
		catch (SQLException ex) {
			this.problems.write(response, new ProblemException(ProblemType.UNAVAILABLE,
					"The ledger of calls cannot be read or written; the bus's log says why.", ex));
			this.logger.error("The ledger failed", ex);
		}
	}

	/** Looks a call up; one that was cut off is settled first, as far as it can be. */
	private LedgerEntry begin(String key, FingerprintedRequest request) throws SQLException {
		String fingerprint = request.isReadToTheEnd() ? request.fingerprintSoFar() : "";
		String name = request.getMethod() + " " + request.getRequestURI();
		LedgerEntry entry = this.ledger.begin(key, fingerprint, name);
		if (!(entry instanceof LedgerEntry.Unknown)) {
			return entry;
		}
		this.settling.settle(name);
		return this.ledger.begin(key, fingerprint, name);
	}

	private void act(String key, FingerprintedRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException, SQLException {
		ContentCachingResponseWrapper recorded = new ContentCachingResponseWrapper(response);
		CurrentEffect effect = new CurrentEffect(key, this.ledger);
		FaultPoint.BEGUN.reach();
		CurrentEffect.bind(effect);
		try {
			chain.doFilter(request, recorded);
		}
		catch (ServletException | IOException | RuntimeException ex) {
			this.ledger.abandon(key);
			throw ex;
		}
		finally {
			CurrentEffect.bind(null);
		}
		FaultPoint.ACTED.reach();
		try {
			record(key, effect, request, recorded);
		}
		catch (SQLException ex) {
			// The call was made: its answer is true, recorded or not.
			this.logger.error("The ledger could not record an answer", ex);
		}
		recorded.copyBodyToResponse();
		FaultPoint.SENT.reach();
	}

	private void record(String key, CurrentEffect effect, FingerprintedRequest request,
			ContentCachingResponseWrapper answer) throws SQLException {
		if (didNotAct(effect, request, answer.getStatus())) {
			this.ledger.release(key);
		}
		else if (INCONCLUSIVE.contains(answer.getStatus())) {
			this.ledger.abandon(key);
		}
		else {
			this.ledger.answer(key, request.fingerprintSoFar(),
					new RecordedAnswer(answer.getStatus(), answer.getContentType(), answer.getContentAsByteArray()));
			FaultPoint.RECORDED.reach();
		}
	}

	/** An upload that failed before all of it was there left everything as it was. */
	private static boolean didNotAct(CurrentEffect effect, FingerprintedRequest request, int status) {
		return !effect.planned() && (TURNED_AWAY.contains(status) || (status >= 400 && !request.isReadToTheEnd()));
	}

	/**
	 * An empty fingerprint is that of a call cut off while its body was still arriving.
	 */
	private boolean sameRequest(String fingerprint, FingerprintedRequest request, HttpServletResponse response)
			throws IOException {
		if (fingerprint.isEmpty() || fingerprint.equals(request.fingerprint())) {
			return true;
		}
		this.problems.write(response, new ProblemException(ProblemType.IDEMPOTENCY_KEY_REUSED,
				"Idempotency-Key: used before with another method, path, query or body (expected: a new key)"));
		return false;
	}

	private static void replay(RecordedAnswer answer, HttpServletResponse response) throws IOException {
		response.setStatus(answer.status());
		response.setHeader(AuraHeaders.IDEMPOTENCY_REPLAYED, "true");
		if (answer.contentType() != null) {
			response.setContentType(answer.contentType());
		}
		response.setContentLength(answer.body().length);
		response.getOutputStream().write(answer.body());
	}

	private static ProblemException inFlight() {
		return new ProblemException(ProblemType.CONFLICT,
				"Idempotency-Key: a call with this key is being made right now (expected: wait for its answer)")
			.with("outcome", "inFlight")
			.retryAfter(Duration.ofSeconds(1));
	}

	private static ProblemException outcomeUnknown() {
		return new ProblemException(ProblemType.OUTCOME_UNKNOWN,
				"Idempotency-Key: a call with this key was cut off midway; whether it acted is not known, and it is not made again by itself")
			.with("outcome", "unknown");
	}

}
