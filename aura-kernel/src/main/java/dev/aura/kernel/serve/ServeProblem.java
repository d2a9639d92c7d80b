package dev.aura.kernel.serve;

import dev.aura.api.ProblemType;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A failure that the caller is told about, as an RFC 9457 problem. */
final class ServeProblem extends ErrorResponseException {

	/**
	 * A problem.
	 * @param detail what is wrong, for the caller
	 */
	ServeProblem(ProblemType type, String detail) {
		super(HttpStatusCode.valueOf(type.status()), body(type, detail), null);
	}

	static ProblemDetail body(ProblemType type, String detail) {
		ProblemDetail body = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(type.status()), detail);
		body.setType(type.type());
		body.setTitle(type.title());
		return body;
	}

}
