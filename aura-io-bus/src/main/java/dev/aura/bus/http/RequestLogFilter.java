package dev.aura.bus.http;

import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.aura.api.AuraHeaders;
import dev.aura.bus.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Logs one line a call. Queries and bodies are left out: they hold what users wrote. The
 * trace id comes from the kernel's {@code traceparent}, so that both logs can be joined.
 */
@Component
@Order(FilterOrder.REQUEST_LOG)
class RequestLogFilter extends OncePerRequestFilter {

	private static final Logger log = LoggerFactory.getLogger("aura.calls");

	private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		long start = System.nanoTime();
		String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
		String trace = trace(request.getHeader(AuraHeaders.TRACEPARENT));
		response.setHeader(AuraHeaders.REQUEST_ID, id);
		MDC.put("request", id);
		MDC.put("trace", trace);
		Object status = "failed";
		try {
			chain.doFilter(request, response);
			status = response.getStatus();
		}
		finally {
			log.atLevel("/actuator/health".equals(request.getRequestURI()) ? org.slf4j.event.Level.DEBUG
					: org.slf4j.event.Level.INFO)
				.log("method={} path={} status={} millis={} request={} trace={}", request.getMethod(),
						Problems.abridged(request.getRequestURI()), status, (System.nanoTime() - start) / 1_000_000, id,
						trace);
			MDC.remove("request");
			MDC.remove("trace");
		}
	}

	private static String trace(@Nullable String header) {
		if (header == null) {
			return "-";
		}
		Matcher matcher = TRACEPARENT.matcher(header);
		return matcher.matches() ? matcher.group(1) : "-";
	}

}
