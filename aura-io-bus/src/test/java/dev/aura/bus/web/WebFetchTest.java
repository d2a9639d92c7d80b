package dev.aura.bus.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

import dev.aura.bus.TestBus;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okio.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebFetchTest {

	private final TestSite site = new TestSite();

	private final TestSite privateSite = new TestSite();

	private TestBus bus;

	@BeforeAll
	void start(@TempDir Path directory) {
		this.bus = TestBus.start(directory, "aura.web.allow-private=" + this.site.hostAndPort(),
				"aura.web.fetch.max-size=300KB");
	}

	@AfterAll
	void stop() {
		this.bus.close();
		this.site.close();
		this.privateSite.close();
	}

	@Test
	void answersAPageAsMarkdownWithItsTitleAndAddress() {
		String url = this.site.html("/page", """
				<html><head><title>The  Page</title></head>
				<body><h1>Head</h1><p>Some <b>bold</b> words and a <a href="/next">link</a>.</p></body></html>""");
		JsonNode page = page(url);
		assertThat(page.path("url").asString()).isEqualTo(url);
		assertThat(page.path("title").asString()).isEqualTo("The Page");
		assertThat(page.path("markdown").asString())
			.isEqualTo("# Head\n\nSome **bold** words and a [link](" + this.site.url("/next") + ").");
		assertThat(page.path("totalCharacters").asInt()).isEqualTo(page.path("markdown").asString().length());
		assertThat(page.has("nextOffset")).isFalse();
	}

	@Test
	void pagesFitTogetherAndAreFetchedOnce() {
		String url = this.site.html("/long", "<p>" + "word \ud83d\ude00 ".repeat(500) + "</p>");
		StringBuilder whole = new StringBuilder();
		int offset = 0;
		JsonNode part;
		do {
			part = page(url, "&limit=97&offset=" + offset);
			whole.append(part.path("markdown").asString());
			assertThat(part.path("markdown").asString()).doesNotContain("\ufffd");
			offset = part.path("nextOffset").asInt(-1);
		}
		while (offset >= 0);
		assertThat(whole).hasToString("word \ud83d\ude00 ".repeat(500).strip());
		assertThat(whole).hasSize(part.path("totalCharacters").asInt());
		assertThat(this.site.requests("/long")).isEqualTo(1);
	}

	@Test
	void theFirstPartIsAlwaysFresh() {
		String url = this.site.html("/changing", "<p>before</p>");
		assertThat(page(url).path("markdown").asString()).isEqualTo("before");
		this.site.html("/changing", "<p>after</p>");
		assertThat(page(url, "&offset=2").path("markdown").asString()).isEqualTo("fore");
		assertThat(page(url).path("markdown").asString()).isEqualTo("after");
	}

	@Test
	void anOffsetBeyondTheEndIsAnEmptyPart() {
		String url = this.site.html("/short", "<p>short</p>");
		JsonNode part = page(url, "&offset=2147483647&limit=200000");
		assertThat(part.path("markdown").asString()).isEmpty();
		assertThat(part.path("totalCharacters").asInt()).isEqualTo(5);
		assertThat(part.has("nextOffset")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "text/html; charset=ISO-8859-1,ISO-8859-1,''", "text/html;charset=\"Shift_JIS\",Shift_JIS,''",
			"text/html,windows-1251,<meta charset=windows-1251>",
			"text/html,EUC-JP,<meta http-equiv=Content-Type content=text/html;charset=euc-jp>",
			"text/html; charset=no-such-thing,UTF-8,''", "text/html,UTF-8,''", "text/html; charset=utf-8,UTF-16,''",
			"text/html,windows-1252,''" })
	void readsTheCharsetOfHeaderMetaMarkAndBytes(String type, String charset, String head) {
		Charset encoding = Charset.forName(charset);
		String words = encoding.newEncoder().canEncode('\u65e5') ? "\u65e5\u672c\u8a9e"
				: encoding.newEncoder().canEncode('\u0436') ? "\u0436\u0443\u043a" : "na\u00efve caf\u00e9";
		String url = this.site.serve("/charset", type,
				("<html><head>" + head + "</head><body><p>" + words).getBytes(encoding));
		assertThat(page(url).path("markdown").asString()).isEqualTo(words);
	}

	@ParameterizedTest
	@CsvSource({ "text/plain", "text/markdown", "application/json", "application/ld+json", "application/xml",
			"application/rss+xml", "text/csv", "application/javascript" })
	void otherTextStaysAsItIs(String type) {
		String text = "{\"a\": [1,\n  2], \"b\": \"<p>*x*</p>\"}\n";
		JsonNode page = page(
				this.site.serve("/text", type, text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
		assertThat(page.path("markdown").asString()).isEqualTo(text);
		assertThat(page.path("title").asString()).isEmpty();
	}

	@Test
	void aPageWithoutATypeIsJudgedByItsBytes() {
		assertThat(page(untyped("/html", "<!-- x --><!DOCTYPE html><p>hello")).path("markdown").asString())
			.isEqualTo("hello");
		assertThat(page(untyped("/plain", "a < b")).path("markdown").asString()).isEqualTo("a < b");
		assertThat(fetch(untyped("/binary", "PK\0\0")).statusCode()).isEqualTo(415);
	}

	private String untyped(String path, String body) {
		return this.site.serve(path, new MockResponse.Builder().body(body).removeHeader("Content-Type"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/pdf", "image/png", "application/octet-stream", "video/mp4", "application/zip",
			"nonsense" })
	void refusesWhatIsNoTextAndSaysWhatItIs(String type) {
		HttpResponse<String> answer = fetch(this.site.serve("/binary", type, new byte[] { '%', 'P', 'D', 'F' }));
		assertThat(answer.statusCode()).isEqualTo(415);
		assertThat(problem(answer)).contains(type).contains("/binary");
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 410, 429, 500, 503 })
	void namesTheStatusThatTheOtherServerAnswered(int status) {
		HttpResponse<String> answer = fetch(
				this.site.serve("/status", new MockResponse.Builder().code(status).body("secret details")));
		assertThat(answer.statusCode()).isEqualTo(502);
		assertThat(TestBus.json(answer).path("upstreamStatus").asInt()).isEqualTo(status);
		assertThat(problem(answer)).contains(Integer.toString(status)).doesNotContain("secret");
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void followsRedirectsAndTellsWhereThePageWas(int status) {
		this.site.html("/target/page?x=1", "<p>there</p>");
		String url = this.site.redirect("/moved/here", status, "../target/page?x=1#part");
		JsonNode page = page(url);
		assertThat(page.path("url").asString()).isEqualTo(this.site.url("/target/page?x=1"));
		assertThat(page.path("markdown").asString()).isEqualTo("there");
	}

	@Test
	void refusesRedirectsToAnAddressThatIsNotAllowed() {
		int before = this.privateSite.requests().size();
		for (String location : new String[] { this.privateSite.url("/secret"), "http://169.254.169.254/latest/",
				"//10.0.0.1/", "http://localhost:" + this.privateSite.port() + "/", "http://[::1]/",
				"file:///etc/passwd", "gopher://127.0.0.1/", "http://2130706433:" + this.privateSite.port() + "/",
				"http://user@" + this.privateSite.hostAndPort() + "/" }) {
			HttpResponse<String> answer = fetch(this.site.redirect("/out", 302, location));
			assertThat(answer.statusCode()).as(location).isEqualTo(403);
			assertThat(TestBus.json(answer).path("type").asString()).isEqualTo("urn:aura:problem:not-allowed");
		}
		assertThat(this.privateSite.requests()).hasSize(before);
	}

	@Test
	void endsARedirectLoop() {
		HttpResponse<String> answer = fetch(this.site.redirect("/loop", 302, "/loop"));
		assertThat(answer.statusCode()).isEqualTo(502);
		assertThat(problem(answer)).contains("redirects more than 5 times");
		assertThat(this.site.requests("/loop")).isEqualTo(6);
	}

	@Test
	void sendsNothingButWhatAPageNeeds() {
		this.site.html("/after", "<p>after</p>");
		page(this.site.serve("/before",
				new MockResponse.Builder().code(302)
					.setHeader("Location", "/after")
					.setHeader("Set-Cookie", "a=b; Path=/")));
		Headers headers = this.site.requests().getLast().getHeaders();
		assertThat(headers.names()).containsExactlyInAnyOrder("Accept", "Accept-Language", "Accept-Encoding", "Host",
				"User-Agent", "Connection");
		assertThat(headers.get("Connection")).isEqualTo("keep-alive");
		assertThat(headers.get("User-Agent")).isEqualTo("Mozilla/5.0 (compatible; Aura/0.1)");
	}

	@Test
	void refusesAPageThatIsTooLargeByItsHeaderOrItsBytes() {
		assertTooLarge(this.site.serve("/large", "text/plain", new byte[400_000]));
		assertTooLarge(this.site.serve("/chunked", new MockResponse.Builder().setHeader("Content-Type", "text/plain")
			.chunkedBody(new Buffer().write(new byte[400_000]), 1_000)));
	}

	@Test
	void refusesACompressedPageThatIsTooLargeUnpacked() {
		byte[] bomb = gzip(new byte[50_000_000]);
		assertThat(bomb.length).isLessThan(100_000);
		assertTooLarge(this.site.serve("/bomb",
				new MockResponse.Builder().setHeader("Content-Type", "text/plain")
					.setHeader("Content-Encoding", "gzip")
					.body(new Buffer().write(bomb))));
	}

	@Test
	void refusesAPageWhoseMarkdownIsTooLarge() {
		String base = "<base href='https://example.com/" + "x".repeat(1_500) + "/'>";
		assertTooLarge(this.site.html("/amplified", base + "<a href=a>word</a> ".repeat(10_000)));
	}

	private void assertTooLarge(String url) {
		HttpResponse<String> answer = fetch(url);
		assertThat(answer.statusCode()).isEqualTo(413);
		assertThat(problem(answer)).contains("307200");
	}

	@Test
	void unpacksACompressedPage() {
		assertThat(page(this.site.serve("/gzip",
				new MockResponse.Builder().setHeader("Content-Type", "text/html")
					.setHeader("Content-Encoding", "gzip")
					.body(new Buffer().write(gzip("<p>unpacked</p>".getBytes(StandardCharsets.UTF_8))))))
			.path("markdown")
			.asString()).isEqualTo("unpacked");
	}

	@Test
	void refusesAnEncodingThatWasNotAskedFor() {
		HttpResponse<String> answer = fetch(this.site.serve("/br",
				new MockResponse.Builder().setHeader("Content-Type", "text/html")
					.setHeader("Content-Encoding", "br")
					.body("x")));
		assertThat(answer.statusCode()).isEqualTo(502);
	}

	@Test
	void saysThatTheOtherServerBrokeOff() {
		String url = this.site.serve("/broken",
				new MockResponse.Builder().setHeader("Content-Type", "text/plain")
					.body("x".repeat(1_000))
					.onResponseBody(new SocketEffect.CloseSocket()));
		HttpResponse<String> answer = fetch(url);
		assertThat(answer.statusCode()).isEqualTo(502);
		assertThat(problem(answer)).contains("broke off").doesNotContain("Exception");
	}

	@Test
	void refusesHeadersWithoutEnd() {
		assertThat(
				fetch(this.site.serve("/headers", new MockResponse.Builder().setHeader("X-Long", "x".repeat(50_000))))
					.statusCode())
			.isEqualTo(502);
	}

	@Test
	void readsTenThousandNestedElements() {
		String url = this.site.html("/deep", "<div>".repeat(10_000) + "<p>deep down</p>" + "</div>".repeat(10_000));
		assertThat(page(url).path("markdown").asString()).isEqualTo("deep down");
		String quotes = this.site.html("/quotes", "<blockquote><ul><li>".repeat(5_000) + "deep");
		assertThat(page(quotes).path("markdown").asString()).contains("deep");
	}

	@Test
	void answersAnEmptyPage() {
		assertThat(
				page(this.site.serve("/empty", new MockResponse.Builder().code(204))).path("totalCharacters").asInt(-1))
			.isZero();
	}

	@Test
	void sendsAnAddressWithForeignLettersEncoded() {
		this.site.html("/wiki/%C3%96l?q=a%20b%25", "<p>oil</p>");
		assertThat(page(this.site.url("/wiki/\u00d6l?q=a b%")).path("markdown").asString()).isEqualTo("oil");
	}

	@ParameterizedTest
	@CsvSource({ "//evil.example/x,//evil.example/x", "/a//b,/a//b", "/..//../x,/..//../x", "?q,/?q", "/a%2Fb,/a%2Fb",
			"/x;y=1&z,/x;y=1&z", "/[a]{b}|c,/%5Ba%5D%7Bb%7D%7Cc" })
	void sendsThePathThatWasAskedForToTheHostThatWasChecked(String path, String sent) {
		this.site.html(sent, "<p>here</p>");
		this.site.forgetRequests();
		assertThat(page(this.site.url(path)).path("markdown").asString()).isEqualTo("here");
		assertThat(this.site.requests().getFirst().getHeaders().get("Host")).isEqualTo(this.site.hostAndPort());
	}

	@ParameterizedTest
	@CsvSource({ "?x=2,/dir/page?x=2", "other,/dir/other", "./a:b,/dir/a:b", "/root,/root", "../up,/up",
			"'  spaced out ',/dir/spaced%20out", "#part,/dir/page?x=1", "//{site}/other,/other",
			"HTTP://{site}/upper,/upper" })
	void resolvesALocationAsABrowserWould(String location, String path) {
		WebAddress start = WebAddress.parse("http://site.example:81/dir/page?x=1");
		assertThat(start.resolve(location.replace("{site}", "site.example:81")))
			.hasToString("http://site.example:81" + path);
	}

	private static byte[] gzip(byte[] bytes) {
		ByteArrayOutputStream packed = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
			gzip.write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return packed.toByteArray();
	}

	private HttpResponse<String> fetch(String url) {
		return this.bus.get("/web/fetch?url=" + URLEncoder.encode(url, StandardCharsets.UTF_8));
	}

	private JsonNode page(String url) {
		return page(url, "");
	}

	private JsonNode page(String url, String more) {
		HttpResponse<String> answer = this.bus
			.get("/web/fetch?url=" + URLEncoder.encode(url, StandardCharsets.UTF_8) + more);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return TestBus.json(answer);
	}

	private static String problem(HttpResponse<String> answer) {
		return TestBus.json(answer).path("detail").asString();
	}

}
