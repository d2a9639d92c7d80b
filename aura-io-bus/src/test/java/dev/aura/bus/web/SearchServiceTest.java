package dev.aura.bus.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.aura.api.ProblemType;
import dev.aura.api.web.WebSearchResult.Hit;
import dev.aura.bus.problem.ProblemException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Searches against an engine of our own. */
class SearchServiceTest {

	@StartStop
	final MockWebServer engine = new MockWebServer();

	private SearchClient client;

	private SearchService service;

	@BeforeEach
	void start() {
		use();
	}

	private void use(String... settings) {
		WebProperties properties = WebSettings
			.of(Stream.concat(Stream.of("search-url", this.engine.url("/html/").toString()), Stream.of(settings))
				.toArray(String[]::new));
		this.client = new SearchClient(properties);
		this.service = new SearchService(this.client, properties);
	}

	@AfterEach
	void stop() {
		this.client.close();
	}

	@Test
	void answersWhatTheEngineFoundWithoutAdvertisements() {
		answer("ddg-results.html");
		List<Hit> hits = search("heat pump efficiency");
		assertThat(hits).hasSize(10)
			.startsWith(
					new Hit("How efficient is a heat pump? & what \"COP\" means",
							"https://energy.example/heat-pumps/cop?unit=kW&lang=en",
							"A heat pump moves three to four units of heat \u2014 it doesn't make them."),
					new Hit("Field trial of 200 installations", "https://trials.example/report.html",
							"Seasonal performance of 2.9, measured over two winters."));
		assertThat(hits.toString()).doesNotContain("shop.example", "sneaky.example", "duckduckgo");
	}

	@Test
	void postsWhatABrowserWouldPost() throws InterruptedException {
		answer("ddg-results.html");
		search("  heat\npump ", 10, "DE-de", "week");
		RecordedRequest request = this.engine.takeRequest();
		assertThat(request.getMethod()).isEqualTo("POST");
		assertThat(request.getTarget()).isEqualTo("/html/");
		assertThat(form(request)).isEqualTo(Map.of("q", "heat pump", "b", "", "kl", "de-de", "df", "w"));
		assertThat(request.getHeaders().get("User-Agent")).isEqualTo("Mozilla/5.0 (compatible; Aura/0.1)");
		assertThat(request.getHeaders().get("Referer")).isEqualTo(this.engine.url("/html/").toString());
		assertThat(request.getHeaders().get("Accept-Language")).isEqualTo("de,en;q=0.5");
		assertThat(request.getHeaders().get("Content-Type")).startsWith("application/x-www-form-urlencoded");
	}

	@ParameterizedTest
	@CsvSource({ "day,d", "Week,w", "month,m", "YEAR,y", "d,d", "w,w", "m,m", "y,y" })
	void translatesTheFreshness(String freshness, String letter) throws InterruptedException {
		answer("ddg-none.html");
		search("x", 10, "wt-wt", freshness);
		assertThat(form(this.engine.takeRequest())).containsEntry("df", letter).containsEntry("kl", "wt-wt");
	}

	@Test
	void quotesWordsThatWouldLeadToAnotherSite() throws InterruptedException {
		answer("ddg-none.html");
		search("!g cats !! \\dogs wow!");
		assertThat(form(this.engine.takeRequest())).containsEntry("q", "'!g' cats '!!' '\\dogs' wow!");
	}

	@Test
	void replaysTheFormOfTheNextPageForMoreResults() throws InterruptedException {
		answer("ddg-results.html");
		answer("ddg-results-2.html");
		List<Hit> hits = search("heat pump efficiency", 25);
		assertThat(hits).hasSize(25);
		assertThat(hits.get(9).title()).isEqualTo("Result 10");
		assertThat(hits.get(24).url()).isEqualTo("https://site25.example/page");
		this.engine.takeRequest();
		assertThat(form(this.engine.takeRequest())).containsEntry("vqd", "4-114728153961420512937415")
			.containsEntry("s", "10")
			.containsEntry("dc", "11")
			.containsEntry("nextParams", "")
			.doesNotContainKey("b");
	}

	@Test
	void endsWithWhatItHasWhenTheNextPageHasNothingNew() {
		answer("ddg-results.html");
		answer("ddg-results-2.html");
		answer("ddg-results-2.html");
		assertThat(search("heat pump efficiency", 50)).hasSize(25);
		assertThat(this.engine.getRequestCount()).isEqualTo(3);
	}

	@Test
	void keepsTheFirstPageWhenTheNextOneIsRefused() {
		answer("ddg-results.html");
		this.engine.enqueue(page("ddg-challenge.html").code(202).build());
		assertThat(search("heat pump efficiency", 20)).hasSize(10);
		assertThat(failure("something else").type()).isEqualTo(ProblemType.WEB_SEARCH_BLOCKED);
		assertThat(this.engine.getRequestCount()).isEqualTo(2);
	}

	@Test
	void nothingFoundIsAResult() {
		answer("ddg-none.html");
		assertThat(search("qzxv wkjq")).isEmpty();
	}

	static Stream<MockResponse> refusals() {
		return Stream.of(page("ddg-challenge.html").code(202).build(), page("ddg-challenge.html").build(),
				new MockResponse.Builder().body("").build(), new MockResponse.Builder().body(" \n ").build(),
				new MockResponse.Builder().code(202).build(), new MockResponse.Builder().code(400).build(),
				new MockResponse.Builder().code(403).body("<p>If this persists, please email us.</p>").build(),
				new MockResponse.Builder().code(429).build());
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void aBlockIsNeverAnEmptyResult(MockResponse refusal) {
		this.engine.enqueue(refusal);
		ProblemException blocked = failure("heat pump");
		assertThat(blocked.type()).isEqualTo(ProblemType.WEB_SEARCH_BLOCKED);
		assertThat(blocked.members()).containsKey("reason");
		assertThat(blocked.retryAfter()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
	}

	@Test
	void leavesTheEngineAloneWhileItRefuses() {
		this.engine.enqueue(page("ddg-challenge.html").code(202).build());
		for (int i = 0; i < 5; i++) {
			assertThat(failure("heat pump").type()).isEqualTo(ProblemType.WEB_SEARCH_BLOCKED);
		}
		assertThat(this.engine.getRequestCount()).isEqualTo(1);
	}

	@Test
	void staysAwayAsLongAsTheEngineAsks() {
		this.engine.enqueue(new MockResponse.Builder().code(429).setHeader("Retry-After", "600").build());
		assertThat(failure("heat pump").retryAfter()).isBetween(Duration.ofSeconds(590), Duration.ofSeconds(600));
	}

	@Test
	void saysThatTheMarkupChanged() {
		answer("ddg-changed.html");
		ProblemException changed = failure("heat pump");
		assertThat(changed.type()).isEqualTo(ProblemType.UPSTREAM_FAILED);
		assertThat(changed.detail()).contains("markup");
		assertThat(changed.members()).containsEntry("reason", "markup-changed");
		assertThat(this.service.refusal()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 404, 405, 410 })
	void saysThatTheAddressOfTheEngineIsWrong(int status) {
		this.engine.enqueue(
				new MockResponse.Builder().code(status).setHeader("Location", this.engine.url("/elsewhere")).build());
		ProblemException moved = failure("heat pump");
		assertThat(moved.type()).isEqualTo(ProblemType.UPSTREAM_FAILED);
		assertThat(moved.detail()).contains("status " + status);
		assertThat(this.engine.getRequestCount()).isEqualTo(1);
	}

	@Test
	void asksOnceMoreAfterAFailure() {
		this.engine.enqueue(new MockResponse.Builder().code(503).build());
		answer("ddg-results.html");
		assertThat(search("heat pump")).hasSize(10);
		this.engine.enqueue(new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
		answer("ddg-results.html");
		assertThat(search("heat pump")).hasSize(10);
	}

	@Test
	void failsAfterTheSecondFailure() {
		this.engine.enqueue(new MockResponse.Builder().code(500).build());
		this.engine.enqueue(new MockResponse.Builder().code(502).body("stack trace").build());
		ProblemException failed = failure("heat pump");
		assertThat(failed.type()).isEqualTo(ProblemType.UPSTREAM_FAILED);
		assertThat(failed.members()).containsEntry("upstreamStatus", 502);
		assertThat(failed.detail()).doesNotContain("stack trace");
		assertThat(this.engine.getRequestCount()).isEqualTo(2);
	}

	@Test
	void saysThatTheEngineIsTooSlow() {
		this.client.close();
		use("search.timeout", "300ms");
		MockResponse late = new MockResponse.Builder().headersDelay(1, TimeUnit.HOURS).build();
		this.engine.enqueue(late);
		this.engine.enqueue(late);
		assertThat(failure("heat pump").type()).isEqualTo(ProblemType.UPSTREAM_TOO_SLOW);
		assertThat(this.engine.getRequestCount()).isEqualTo(2);
	}

	private void answer(String resource) {
		this.engine.enqueue(page(resource).build());
	}

	private static MockResponse.Builder page(String resource) {
		return new MockResponse.Builder().setHeader("Content-Type", "text/html; charset=UTF-8")
			.body(TestSite.resource(resource));
	}

	private List<Hit> search(String query) {
		return search(query, 10);
	}

	private List<Hit> search(String query, int maxResults) {
		return search(query, maxResults, "wt-wt", "");
	}

	private List<Hit> search(String query, int maxResults, String region, String freshness) {
		return this.service.search(SearchRequest.of(query, maxResults, region, freshness)).results();
	}

	private ProblemException failure(String query) {
		return catchThrowableOfType(ProblemException.class, () -> search(query));
	}

	private static Map<String, String> form(RecordedRequest request) {
		Map<String, String> form = new LinkedHashMap<>();
		for (String field : request.getBody().utf8().split("&")) {
			String[] parts = field.split("=", 2);
			form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
		}
		return form;
	}

}
