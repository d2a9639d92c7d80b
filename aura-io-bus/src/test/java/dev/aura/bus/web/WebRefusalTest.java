package dev.aura.bus.web;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What nobody may fetch, against a listener that must never be connected to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebRefusalTest {

	private TestBus bus;

	private ServerSocket listener;

	@BeforeAll
	void start(@TempDir Path directory) throws IOException {
		this.listener = new ServerSocket(0, 50);
		this.listener.setSoTimeout(1);
		this.bus = TestBus.start(directory);
	}

	@AfterEach
	void nobodyConnected() {
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> this.listener.accept());
	}

	@AfterAll
	void stop() throws IOException {
		this.bus.close();
		this.listener.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://127.0.0.1:{port}/", "http://127.0.0.1:{port}", "http://localhost:{port}/",
			"http://LOCALHOST:{port}/", "http://localhost.:{port}/", "http://localhost.localdomain:{port}/",
			"http://anything.localhost:{port}/", "http://printer.local:{port}/", "http://metadata.google.internal/",
			"http://metadata/", "http://intranet:{port}/", "http://host.docker.internal:{port}/", "http://router.lan/",
			"http://nas.home.arpa/", "http://kubernetes.default.svc.cluster.local/", "http://127.0.0.1.:{port}/",
			"http://127.1:{port}/", "http://127.0.1:{port}/", "http://127.255.255.254:{port}/",
			"http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0x7f.0.0.1:{port}/",
			"http://0X7F.1:{port}/", "http://017700000001:{port}/", "http://0177.0.0.1:{port}/",
			"http://127.0.0.01:{port}/", "http://00000127.0.0.1:{port}/", "http://0:{port}/", "http://0.0.0.0:{port}/",
			"http://0.1.2.3:{port}/", "http://256.256.256.256/", "http://1.2.3.4.5/", "http://4294967297:{port}/",
			"http://\uff11\uff12\uff17.0.0.1:{port}/", "http://127\u30020\u30020\u30021:{port}/",
			"http://127\uff0e0\uff0e0\uff0e1:{port}/",
			"http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3:{port}/", "http://local\u00adhost:{port}/",
			"http://\u2460\u2461\u2466.0.0.1:{port}/", "http://%6c%6fcalhost:{port}/", "http://127%2e0%2e0%2e1:{port}/",
			"http://[::1]:{port}/", "http://[0:0:0:0:0:0:0:1]:{port}/", "http://[0000::0001]:{port}/",
			"http://[::]:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/",
			"http://[0:0:0:0:0:ffff:7f00:0001]:{port}/", "http://[::127.0.0.1]:{port}/", "http://[::7f00:1]:{port}/",
			"http://[64:ff9b::7f00:1]:{port}/", "http://[64:ff9b::10.0.0.1]/", "http://[64:ff9b:1::1]/",
			"http://[2002:7f00:1::]:{port}/", "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", "http://[fe80::1]/",
			"http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[fc00::1]/",
			"http://[fd00:ec2::254]/latest/meta-data/", "http://[ff02::1]/", "http://[2001:db8::1]/",
			"http://[3fff::1]/", "http://[fec0::1]/", "http://[100::1]/", "http://[::1", "http://::1:{port}/",
			"http://[127.0.0.1]:{port}/", "http://10.0.0.1/", "http://10.255.255.255:{port}/", "http://172.16.0.1/",
			"http://172.31.255.255/", "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data/",
			"http://169.254.170.2/v2/credentials", "http://2852039166/latest/meta-data/", "http://100.64.0.1/",
			"http://100.100.100.200/latest/meta-data/", "http://168.63.129.16/", "http://192.0.0.192/",
			"http://192.0.2.1/", "http://198.18.0.1/", "http://198.51.100.1/", "http://203.0.113.1/",
			"http://192.88.99.1/", "http://224.0.0.1/", "http://239.255.255.250:{port}/", "http://240.0.0.1/",
			"http://255.255.255.255/", "http://user@127.0.0.1:{port}/", "http://user:password@example.com/",
			"http://example.com@127.0.0.1:{port}/", "http://example.com\\@127.0.0.1:{port}/",
			"http://127.0.0.1:{port}\\@example.com/", "http://127.0.0.1:{port}#@example.com/",
			"http://127.0.0.1:{port}?@example.com/", "http:\\\\127.0.0.1:{port}\\", "http:127.0.0.1:{port}",
			"http:/127.0.0.1:{port}/", "http:///127.0.0.1:{port}/", "//127.0.0.1:{port}/", "127.0.0.1:{port}",
			"http://127.0.0.1:{port}:80/", "http://127.0.0.1:0/", "http://127.0.0.1:99999/", "http://127.0.0.1:-1/",
			"http://127.0.0.1:+80/", "http://127.0.0.1 :{port}/", "http://127.0.0.1\t:{port}/",
			"http://127.0.0.1:{port}/\r\nX-Evil: 1", "http://\u0000127.0.0.1:{port}/", "http://", "http://:{port}/",
			"http://./", "http://../", "http://a..b/", "http://-a.example/", "http://a,b.example/",
			"https://127.0.0.1:{port}/", "https://[::1]:{port}/", "HTTP://127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/",
			"file:///etc/passwd", "file://127.0.0.1/etc/passwd", "gopher://127.0.0.1:{port}/_x",
			"dict://127.0.0.1:{port}/", "data:text/html,hello", "javascript:alert(1)", "jar:http://127.0.0.1:{port}/!/",
			"view-source:http://127.0.0.1/", "", " ", "about:blank", "http://8.8.8.8:22/", "http://8.8.8.8:25/",
			"http://8.8.8.8:6000/" })
	void refusesAndConnectsToNobody(String template) {
		HttpResponse<String> answer = fetch(template.replace("{port}", Integer.toString(this.listener.getLocalPort())));
		assertThat(answer.statusCode()).as(template).isBetween(400, 499);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(TestBus.json(answer).path("type").asString()).isIn("urn:aura:problem:not-allowed",
				"urn:aura:problem:unusable-value");
		assertThat(TestBus.json(answer).path("detail").asString()).contains("expected:").doesNotContain("Exception");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "2147483648", "x", "1.5" })
	void refusesAnOffsetThatIsNone(String offset) {
		assertThat(this.bus.get("/web/fetch?url=http://127.0.0.1/&offset=" + offset).statusCode()).isIn(400, 422);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-5", "200001" })
	void refusesALimitOutOfBounds(String limit) {
		assertThat(this.bus.get("/web/fetch?url=http://127.0.0.1/&limit=" + limit).statusCode()).isEqualTo(422);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/web/fetch", "/web/search" })
	void refusesACallWithoutItsParameter(String path) {
		assertThat(this.bus.get(path).statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "51" })
	void refusesACountOutOfBounds(String count) {
		assertThat(this.bus.get("/web/search?query=x&maxResults=" + count).statusCode()).isEqualTo(422);
	}

	@ParameterizedTest
	@ValueSource(strings = { "uk", "ukk-en", "uk_en", "uk-en-x", "12-34", "../..", "wt-wt;x" })
	void refusesARegionThatIsNone(String region) {
		HttpResponse<String> answer = this.bus
			.get("/web/search?query=x&region=" + URLEncoder.encode(region, StandardCharsets.UTF_8));
		assertThat(answer.statusCode()).isEqualTo(422);
		assertThat(TestBus.json(answer).path("detail").asString()).startsWith("region: " + region);
	}

	@ParameterizedTest
	@ValueSource(strings = { "hour", "decade", "dd", "1" })
	void refusesAFreshnessThatIsNone(String freshness) {
		assertThat(this.bus.get("/web/search?query=x&freshness=" + freshness).statusCode()).isEqualTo(422);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "%20", "%0A%09", "%C2%A0" })
	void refusesAnEmptyQuery(String query) {
		assertThat(this.bus.get("/web/search?query=" + query).statusCode()).isEqualTo(422);
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 5_000 })
	void refusesAQueryThatTheEngineWouldRefuse(int length) {
		HttpResponse<String> answer = this.bus.get("/web/search?query=" + "q".repeat(length));
		assertThat(answer.statusCode()).isEqualTo(422);
		assertThat(TestBus.json(answer).path("detail").asString()).contains(length + " characters");
	}

	private HttpResponse<String> fetch(String url) {
		return this.bus.get("/web/fetch?url=" + URLEncoder.encode(url, StandardCharsets.UTF_8));
	}

}
