package dev.aura.bus.problem;

import dev.aura.api.ProblemType;

/** Finds the type for a status that Spring or the container decided. */
final class ProblemTypes {

	private ProblemTypes() {
	}

	static ProblemType of(int status) {
		return switch (status) {
			case 401 -> ProblemType.UNAUTHENTICATED;
			case 403 -> ProblemType.NOT_ALLOWED;
			case 404 -> ProblemType.NOT_FOUND;
			case 405 -> ProblemType.METHOD_NOT_ALLOWED;
			case 406 -> ProblemType.NOT_ACCEPTABLE;
			case 409 -> ProblemType.CONFLICT;
			case 413 -> ProblemType.TOO_LARGE;
			case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
			case 416 -> ProblemType.RANGE_NOT_SATISFIABLE;
			case 422 -> ProblemType.UNUSABLE_VALUE;
			case 429 -> ProblemType.TOO_MANY_REQUESTS;
			case 503 -> ProblemType.UNAVAILABLE;
			// A method or a version of HTTP that the container does not speak.
			case 501, 505 -> ProblemType.MALFORMED_REQUEST;
			default -> (status < 500) ? ProblemType.MALFORMED_REQUEST : ProblemType.INTERNAL;
		};
	}

}
