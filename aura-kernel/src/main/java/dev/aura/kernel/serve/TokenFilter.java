package dev.aura.kernel.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import dev.aura.api.ProblemType;
import dev.aura.kernel.settings.Secret;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/** Lets nobody past without the token, but to the health check. */
final class TokenFilter implements WebFilter {

	private final byte[] expected;

	private final byte[] refusal;

	TokenFilter(Secret token, JsonMapper json) {
		this.expected = ("Bearer " + token.value()).getBytes(StandardCharsets.UTF_8);
		this.refusal = json.writeValueAsBytes(ServeProblem.body(ProblemType.UNAUTHENTICATED,
				"Authorization: absent or wrong (expected: Bearer TOKEN; the token is in the file token of AURA_HOME)"));
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String path = exchange.getRequest().getPath().value();
		String given = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
		return ("/actuator/health".equals(path) || isRight(given)) ? chain.filter(exchange)
				: refuse(exchange.getResponse());
	}

	private boolean isRight(@Nullable String given) {
		return given != null && MessageDigest.isEqual(this.expected, given.getBytes(StandardCharsets.UTF_8));
	}

	private Mono<Void> refuse(ServerHttpResponse response) {
		response.setStatusCode(HttpStatus.UNAUTHORIZED);
		response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
		response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(this.refusal)));
	}

}
