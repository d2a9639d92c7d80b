package dev.aura.bus.web;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

import javax.net.ssl.SSLException;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what went wrong between us and another server. */
final class UpstreamFailure {

	private static final Logger log = LoggerFactory.getLogger(UpstreamFailure.class);

	private UpstreamFailure() {
	}

	/**
	 * The problem that a caller is told.
	 * @param subject what was asked for, as in {@code url: https://example.com/}
	 */
	static ProblemException of(String subject, IOException failure) {
		log.debug("{}", subject, failure);
		if (failure instanceof SocketTimeoutException) {
			return new ProblemException(ProblemType.UPSTREAM_TOO_SLOW,
					subject + ": the server did not answer completely in time");
		}
		if (failure instanceof StatusException answered) {
			return new ProblemException(ProblemType.UPSTREAM_FAILED,
					"%s answered with status %d (expected: 200)".formatted(subject, answered.status()))
				.with("upstreamStatus", answered.status());
		}
		return new ProblemException(ProblemType.UPSTREAM_FAILED, subject + ": " + reason(failure));
	}

	private static String reason(IOException failure) {
		return switch (failure) {
			case UnknownHostException unknown -> "the host name does not resolve";
			case ConnectException refused -> "the server takes no connection";
			case SSLException unsafe -> "no trustworthy TLS connection (certificate or protocol)";
			default -> "the server broke off or did not speak HTTP";
		};
	}

}
