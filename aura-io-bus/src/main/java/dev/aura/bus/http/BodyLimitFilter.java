package dev.aura.bus.http;

import java.io.IOException;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses bodies over the limit, declared or not, before they fill the heap. */
@Component
@Order(FilterOrder.BODY_LIMIT)
class BodyLimitFilter extends OncePerRequestFilter {

	private final long limit;

	private final ProblemWriter problems;

	BodyLimitFilter(HttpProperties properties, ProblemWriter problems) {
		this.limit = properties.maxBody().toBytes();
		this.problems = problems;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		// Both stream what comes, and hold none of it.
		return request.getRequestURI().startsWith("/fs/raw/") || request.getRequestURI().equals("/memory/import");
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (request.getContentLengthLong() > this.limit) {
			this.problems.write(response, tooLarge());
			return;
		}
		chain.doFilter(new HttpServletRequestWrapper(request) {

			@Override
			public ServletInputStream getInputStream() throws IOException {
				return new LimitedInputStream(super.getInputStream(), BodyLimitFilter.this.limit, tooLarge());
			}

		}, response);
	}

	private ProblemException tooLarge() {
		return new ProblemException(ProblemType.TOO_LARGE,
				"The body is larger than %d bytes (expected: at most that; PUT /fs/raw takes large files)"
					.formatted(this.limit));
	}

}
