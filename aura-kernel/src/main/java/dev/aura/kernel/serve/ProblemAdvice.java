package dev.aura.kernel.serve;

import dev.aura.api.ProblemType;
import dev.aura.kernel.model.NoModelException;
import dev.aura.kernel.run.CorruptJournalException;
import dev.aura.kernel.run.NotResumableException;
import dev.aura.kernel.run.RunInUseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ServerWebExchange;

/** Turns every failure into a problem. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

	private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(NoModelException failure) {
		return response(ServeProblem.body(ProblemType.UNAVAILABLE, String.valueOf(failure.getMessage())));
	}

	@ExceptionHandler({ NotResumableException.class, RunInUseException.class })
	ResponseEntity<ProblemDetail> conflict(RuntimeException failure) {
		return response(ServeProblem.body(ProblemType.CONFLICT, String.valueOf(failure.getMessage())));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(CorruptJournalException failure) {
		log.warn("A journal is damaged: {}", failure.getMessage());
		return response(ServeProblem.body(ProblemType.CONFLICT,
				"The journal of the run is damaged; ./run.sh show names the place (expected: the journal as it was written)."));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(Exception failure) {
		log.error("A request failed", failure);
		return response(ServeProblem.body(ProblemType.INTERNAL, "The kernel failed on this request; its log has why."));
	}

	@Override
	protected Mono<ResponseEntity<Object>> handleExceptionInternal(Exception failure, @Nullable Object body,
			@Nullable HttpHeaders headers, HttpStatusCode status, ServerWebExchange exchange) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ServeProblem problem) {
				// Also what a record said of a member while it was read.
				return super.handleExceptionInternal(failure, problem.getBody(), headers, problem.getStatusCode(),
						exchange);
			}
		}
		boolean tooLarge = failure.getCause() instanceof DataBufferLimitException;
		ProblemType type = tooLarge ? ProblemType.TOO_LARGE : type(status.value());
		String detail = (type == ProblemType.MALFORMED_REQUEST)
				? "The request is not what was expected; GET /v3/api-docs describes each, and POST /runs takes {\"task\": text}."
				: type.title() + ".";
		return super.handleExceptionInternal(failure, ServeProblem.body(type, detail), headers,
				HttpStatusCode.valueOf(type.status()), exchange);
	}

	private static ProblemType type(int status) {
		return switch (status) {
			case 404 -> ProblemType.NOT_FOUND;
			case 405 -> ProblemType.METHOD_NOT_ALLOWED;
			case 406 -> ProblemType.NOT_ACCEPTABLE;
			case 413 -> ProblemType.TOO_LARGE;
			case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
			default -> (status < 500) ? ProblemType.MALFORMED_REQUEST : ProblemType.INTERNAL;
		};
	}

	private static ResponseEntity<ProblemDetail> response(ProblemDetail body) {
		return ResponseEntity.of(body).build();
	}

}
