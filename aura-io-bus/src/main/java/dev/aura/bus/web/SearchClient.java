package dev.aura.bus.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.message.BasicNameValuePair;

import org.springframework.stereotype.Component;

/** Puts one question to DuckDuckGo's page for browsers without scripts. */
@Component
final class SearchClient implements AutoCloseable {

	/** Bytes; a page of results has about 40,000. */
	private static final int MOST_BYTES = 2_000_000;

	private final HttpCaller caller;

	private final WebAddress endpoint;

	private final Duration timeout;

	SearchClient(WebProperties properties) {
		// The endpoint is a setting, so its address is not guarded.
		this.caller = new HttpCaller(properties, SystemDefaultDnsResolver.INSTANCE);
		this.endpoint = WebAddress.parse(properties.searchUrl().toString());
		this.timeout = properties.search().timeout();
	}

	/** Where the engine is. */
	String host() {
		return this.endpoint.authority();
	}

	/**
	 * Posts a form.
	 * @param language what the reader speaks, as in {@code Accept-Language}
	 * @throws IOException when the engine cannot be reached, fails or is too slow
	 */
	ResultPage post(Map<String, String> form, String language) throws IOException {
		HttpPost request = new HttpPost(this.endpoint.toString());
		request.setHeader("Accept", "text/html");
		request.setHeader("Accept-Language", language);
		request.setHeader("Referer", this.endpoint.toString());
		List<BasicNameValuePair> fields = form.entrySet()
			.stream()
			.map((field) -> new BasicNameValuePair(field.getKey(), field.getValue()))
			.toList();
		request.setEntity(new UrlEncodedFormEntity(fields, StandardCharsets.UTF_8));
		try {
			return HttpCaller.within(this.timeout, () -> this.caller.send(this.endpoint, request, this::page));
		}
		catch (TooLargeException ex) {
			return new ResultPage.Unknown("a page of more than %d bytes".formatted(ex.limit()));
		}
	}

	private ResultPage page(ClassicHttpResponse response) throws IOException {
		int status = response.getCode();
		if (status >= 500) {
			throw new StatusException(status);
		}
		return switch (status) {
			case 200 -> ResultParser.parse(HttpBody.read(response, MOST_BYTES).text(), this.endpoint.toString());
			case 404, 405, 410 -> new ResultPage.Unknown("status " + status);
			default ->
				(status == 202 || status >= 400) ? new ResultPage.Refusal("status " + status, retryAfter(response))
						: new ResultPage.Unknown("status " + status);
		};
	}

	private static Duration retryAfter(ClassicHttpResponse response) {
		String seconds = HttpBody.header(response, "Retry-After").strip();
		return seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
	}

	@Override
	public void close() {
		this.caller.close();
	}

}
