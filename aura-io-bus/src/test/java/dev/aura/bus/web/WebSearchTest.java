package dev.aura.bus.web;

import java.net.http.HttpResponse;
import java.nio.file.Path;

import dev.aura.bus.TestBus;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The four outcomes of a search as a caller of the bus sees them. */
class WebSearchTest {

	@StartStop
	final MockWebServer engine = new MockWebServer();

	@Test
	void answersResultsNothingAFailureAndABlock(@TempDir Path directory) {
		try (TestBus bus = TestBus.start(directory, "aura.web.search-url=" + this.engine.url("/html/"),
				"aura.web.search.interval=0ms")) {
			answer("ddg-results.html", 200);
			HttpResponse<String> found = bus.get("/web/search?query=heat%20pump&maxResults=3");
			assertThat(found.statusCode()).isEqualTo(200);
			assertThat(TestBus.json(found).path("query").asString()).isEqualTo("heat pump");
			assertThat(TestBus.json(found).path("results").size()).isEqualTo(3);
			assertThat(TestBus.json(found).path("results").get(1).path("url").asString())
				.isEqualTo("https://trials.example/report.html");

			answer("ddg-none.html", 200);
			HttpResponse<String> nothing = bus.get("/web/search?query=qzxv");
			assertThat(nothing.statusCode()).isEqualTo(200);
			assertThat(nothing.body()).isEqualTo("{\"query\":\"qzxv\",\"results\":[]}");

			answer("ddg-changed.html", 200);
			HttpResponse<String> changed = bus.get("/web/search?query=heat");
			assertThat(changed.statusCode()).isEqualTo(502);
			assertThat(TestBus.json(changed).path("type").asString()).isEqualTo("urn:aura:problem:upstream-failed");
			assertThat(web(bus).path("status").asString()).isEqualTo("UP");

			answer("ddg-challenge.html", 202);
			for (int i = 0; i < 3; i++) {
				HttpResponse<String> blocked = bus.get("/web/search?query=heat");
				assertThat(blocked.statusCode()).isEqualTo(429);
				assertThat(TestBus.json(blocked).path("type").asString())
					.isEqualTo("urn:aura:problem:web-search-blocked");
				assertThat(TestBus.json(blocked).path("reason").asString()).isEqualTo("status 202");
				assertThat(blocked.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(30L, 60L);
			}
			assertThat(this.engine.getRequestCount()).isEqualTo(4);
			assertThat(web(bus).path("status").asString()).isEqualTo("DEGRADED");
			assertThat(web(bus).path("details").path("search").asString()).contains("status 202");
			assertThat(bus.get("/actuator/health").statusCode()).isEqualTo(200);
		}
	}

	private void answer(String resource, int status) {
		this.engine.enqueue(new MockResponse.Builder().code(status)
			.setHeader("Content-Type", "text/html; charset=UTF-8")
			.body(TestSite.resource(resource))
			.build());
	}

	private static JsonNode web(TestBus bus) {
		return TestBus.json(bus.get("/actuator/health")).path("components").path("web");
	}

}
