package dev.aura.bus.problem;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.aura.api.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns every failure of a controller into a problem. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

	private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(ProblemException problem) {
		if (problem.type().status() >= 500 && problem.getCause() != null) {
			log.warn("{}", problem.getMessage(), problem.getCause());
		}
		return Problems.response(problem);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(InvalidParameterException mistake) {
		return Problems.response(new ProblemException(ProblemType.MALFORMED_REQUEST,
				"The query cannot be decoded (expected: percent-encoded UTF-8, name=value)."));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(Exception failure, HttpServletRequest request, HttpServletResponse response)
			throws Exception {
		if (failure instanceof IOException && "ClientAbortException".equals(failure.getClass().getSimpleName())) {
			log.debug("The client went away", failure);
		}
		else {
			log.error("{} {} failed", request.getMethod(), request.getRequestURI(), failure);
		}
		if (response.isCommitted()) {
			// Part of another answer is on its way: the container cuts the connection.
			throw failure;
		}
		return Problems.response(new ProblemException(ProblemType.INTERNAL,
				"The bus failed on this request; its log has the cause under the request id."));
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException failure,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		return respond(problem(failure), headers);
	}

	/** That of the stream which the body came from, however often it was wrapped. */
	private static ProblemException problem(HttpMessageNotReadableException failure) {
		for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
			if (cause instanceof ProblemException problem) {
				return problem;
			}
		}
		return new ProblemException(ProblemType.MALFORMED_REQUEST, JsonMistake.describe(failure));
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleTypeMismatch(TypeMismatchException failure, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		String name = (failure instanceof MethodArgumentTypeMismatchException argument) ? argument.getName()
				: failure.getPropertyName();
		Class<?> type = failure.getRequiredType();
		return respond(ProblemType.MALFORMED_REQUEST, "%s: %s (expected: %s)".formatted(name,
				Problems.abridged(String.valueOf(failure.getValue())), expected(type)), headers);
	}

	private static String expected(@Nullable Class<?> type) {
		if (type == null) {
			return "another type";
		}
		if (type.isEnum()) {
			return "one of " + Arrays.stream(type.getEnumConstants())
				.map((constant) -> constant.toString().toLowerCase(Locale.ROOT))
				.collect(Collectors.joining(", "));
		}
		if (Number.class.isAssignableFrom(type)) {
			return (type == Double.class) ? "a number" : "a whole number";
		}
		return (type == Boolean.class) ? "true or false" : "text";
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleExceptionInternal(Exception failure, @Nullable Object body,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		String detail = (body instanceof ProblemDetail problem && problem.getDetail() != null) ? problem.getDetail()
				: ProblemTypes.of(status.value()).title() + ".";
		return respond(ProblemTypes.of(status.value()), detail, headers);
	}

	private static ResponseEntity<Object> respond(ProblemType type, String detail, HttpHeaders headers) {
		return respond(new ProblemException(type, detail), headers);
	}

	private static ResponseEntity<Object> respond(ProblemException problem, HttpHeaders headers) {
		ResponseEntity<ProblemDetail> response = Problems.response(problem);
		return ResponseEntity.status(response.getStatusCode())
			.headers(headers)
			.headers(response.getHeaders())
			.body(response.getBody());
	}

}
