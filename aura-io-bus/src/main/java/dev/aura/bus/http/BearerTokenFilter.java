package dev.aura.bus.http;

import java.io.IOException;
import java.util.Collections;
import java.util.List;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a call pass that carries the bearer token; health alone needs none. */
@Component
@Order(FilterOrder.BEARER_TOKEN)
class BearerTokenFilter extends OncePerRequestFilter {

	private static final String SCHEME = "Bearer ";

	private final BusToken token;

	private final ProblemWriter problems;

	BearerTokenFilter(BusToken token, ProblemWriter problems) {
		this.token = token;
		this.problems = problems;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return "/actuator/health".equals(request.getRequestURI());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
		if (headers.size() == 1 && carriesToken(headers.getFirst())) {
			chain.doFilter(request, response);
			return;
		}
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"aura\"");
		this.problems.write(response, new ProblemException(ProblemType.UNAUTHENTICATED, (headers.isEmpty()
				? "Authorization: absent" : "Authorization: not the token of this bus")
				+ " (expected: Bearer TOKEN, where TOKEN is AURA_BUS_TOKEN or the content of the file token in AURA_HOME, by default .aura/token beside run.sh)"));
	}

	private boolean carriesToken(String header) {
		return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
				&& this.token.matches(header.substring(SCHEME.length()).strip());
	}

}
