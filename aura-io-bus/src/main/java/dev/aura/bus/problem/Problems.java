package dev.aura.bus.problem;

import java.time.Duration;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** Renders problems. */
public final class Problems {

	private Problems() {
	}

	/** The body that a caller gets. */
	public static ProblemDetail body(ProblemException problem) {
		ProblemDetail body = ProblemDetail.forStatus(problem.type().status());
		body.setType(problem.type().type());
		body.setTitle(problem.type().title());
		body.setDetail(problem.detail());
		problem.members().forEach(body::setProperty);
		return body;
	}

	/** The answer that a caller gets. */
	public static ResponseEntity<ProblemDetail> response(ProblemException problem) {
		ResponseEntity.BodyBuilder response = ResponseEntity.status(problem.type().status())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		Duration delay = problem.retryAfter();
		if (delay != null) {
			response.header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, delay.toSeconds())));
		}
		return response.body(body(problem));
	}

	/** A value short and plain enough to be quoted in a detail. */
	public static String abridged(String value) {
		// Half a surrogate pair cannot be written as JSON.
		String plain = value.replaceAll("[\\p{Cntrl}\\p{Cs}]", "\u00b7");
		return (plain.codePointCount(0, plain.length()) <= 120) ? plain
				: plain.substring(0, plain.offsetByCodePoints(0, 120)) + "\u2026";
	}

}
