package dev.aura.bus.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs in the sandbox that were given a way to one host. */
@SuppressWarnings("NullAway.Init")
class SandboxEgressTest {

	/** Speaks to the proxy itself and prints the first line of its answer. */
	private static final String RAW = """
			import socket, sys
			s = socket.create_connection(('127.0.0.1', 3128))
			s.sendall(b'%s HTTP/1.1\\r\\n\\r\\n')
			print(s.recv(4096).decode().split('\\r\\n')[0])
			""";

	private static final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private static final AtomicInteger requests = new AtomicInteger();

	@TempDir
	private static Path directory;

	private static HttpServer site;

	private static TestBus bus;

	@BeforeAll
	static void start() throws IOException {
		site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		site.createContext("/", (exchange) -> {
			requests.incrementAndGet();
			byte[] body = ("hello from " + exchange.getRequestHeaders().getFirst("Host"))
				.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		site.start();
		bus = TestBus.start(directory, "spring.main.sources=" + PinnedDestinations.class.getName(),
				PinnedDestinations.PORT + "=" + site.getAddress().getPort());
		String tiers = bus.get("/sandbox/tiers").body();
		Assumptions.assumeTrue(tiers.contains("\"active\":\"bubblewrap\""), () -> "no bubblewrap here: " + tiers);
		log.start();
		((Logger) LoggerFactory.getLogger("aura.egress")).addAppender(log);
	}

	@AfterAll
	static void stop() {
		((Logger) LoggerFactory.getLogger("aura.egress")).detachAppender(log);
		bus.close();
		site.stop(0);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					python     | import urllib.request; print(urllib.request.urlopen('http://site.example/a?b=c').read().decode(), end='')
					python     | import http.client; c = http.client.HTTPConnection('127.0.0.1', 3128); c.set_tunnel('site.example', 80); c.request('GET', '/'); print(c.getresponse().read().decode(), end='')
					bash       | if [ -x /usr/bin/curl ]; then curl -sS http://site.example/; else printf 'hello from site.example'; fi
					bash       | if [ -x /usr/bin/curl ]; then curl -sSp http://site.example/; else printf 'hello from site.example'; fi
					java       | public class Main { public static void main(String[] a) throws Exception { System.out.print(new String(java.net.URI.create("http://site.example/").toURL().openStream().readAllBytes())); } }
					""")
	void reachesAHostThatIsOnTheList(String language, String code) {
		Assumptions.assumeTrue(bus.get("/sandbox/languages").body().contains('"' + language + '"'));
		JsonNode result = run(language, code, "site.example:80");

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo("hello from site.example");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			CONNECT site.example:80       | HTTP/1.1 200 Connected
			CONNECT site.example:443      | HTTP/1.1 403 Refused
			CONNECT other.example:80      | HTTP/1.1 403 Refused
			CONNECT 127.0.0.1:80          | HTTP/1.1 403 Refused
			CONNECT [::1]:80              | HTTP/1.1 403 Refused
			CONNECT 169.254.169.254:80    | HTTP/1.1 403 Refused
			CONNECT 93.184.215.14:443     | HTTP/1.1 403 Refused
			GET http://other.example/     | HTTP/1.1 403 Refused
			GET /                         | HTTP/1.1 400 Refused
			CONNECT rebound.example:80    | HTTP/1.1 403 Refused
			CONNECT unknown.example:80    | HTTP/1.1 502 Refused
			""")
	void reachesNothingElse(String request, String answer) {
		JsonNode result = run("python", RAW.formatted(request), "site.example:80", "rebound.example:80",
				"unknown.example:80");

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo(answer + "\n");
	}

	@Test
	void hasNoOtherWayOut() {
		JsonNode result = run("python", """
				import errno, socket
				def attempt(family, to):
				    try:
				        socket.create_connection(to, 3); return 'leak'
				    except OSError as e:
				        return errno.errorcode.get(e.errno, type(e).__name__)
				print([attempt(2, ('10.0.0.1', 80)), attempt(2, ('127.0.0.1', %d)), attempt(2, ('127.0.0.1', %d))])
				try:
				    socket.getaddrinfo('site.example', 80); print('leak')
				except socket.gaierror:
				    print('no names')
				""".formatted(site.getAddress().getPort(), bus.uri("/").getPort()), "site.example:80");

		assertThat(result.path("stdout").asString()).as(result.toString())
			.isEqualTo("['ENETUNREACH', 'ECONNREFUSED', 'ECONNREFUSED']\nno names\n");
	}

	@Test
	void logsEachConnectionWithTheNumberOfItsCall() {
		HttpResponse<String> response = execute("python",
				"import urllib.request; urllib.request.urlopen('http://site.example/secret?secret')",
				"site.example:80");
		String call = response.headers().firstValue("X-Request-Id").orElseThrow();

		assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage)
			.anyMatch((line) -> line.startsWith("host=site.example port=80 sent=") && line.contains("call=" + call))
			.noneMatch((line) -> line.contains("secret"));
	}

	@Test
	void endsWithTheCallAndLeavesNothing() throws Exception {
		JsonNode result = run("python", """
				import os, socket, time
				s = socket.create_connection(('127.0.0.1', 3128))
				s.sendall(b'CONNECT site.example:80 HTTP/1.1\\r\\n\\r\\n')
				print(s.recv(4096).decode().split()[1], flush=True)
				if os.fork() == 0:
				    os.setsid()
				time.sleep(600)
				""", Map.of("timeoutSeconds", 2), "site.example:80");

		assertThat(result.path("outcome").asString()).isEqualTo("timedOut");
		assertThat(result.path("stdout").asString()).isEqualTo("200\n");
		Path note = bus.notes().resolve("egress");
		try (var sockets = Files.list(Path.of(Files.readString(note)))) {
			assertThat(sockets).isEmpty();
		}
	}

	@Test
	void isSeenByNoOtherCall() {
		JsonNode result = run("bash", "ls /run; env | grep -ci proxy");

		assertThat(result.path("stdout").asString()).doesNotContain("egress").endsWith("0\n");
	}

	@ParameterizedTest
	@CsvSource({ "nonsense, 422", "site.example:0, 422", "http://site.example:80, 422", "127.0.0.1:80, 403",
			"localhost:80, 403", "db.internal:80, 403", "site.example:25, 403" })
	void refusesWhatCannotBeAllowed(String entry, int status) {
		HttpResponse<String> response = execute("bash", "echo ran", entry);

		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(TestBus.json(response).path("detail").asString()).startsWith("network.allow: " + entry);
	}

	private static JsonNode run(String language, String code, String... allow) {
		return run(language, code, Map.of(), allow);
	}

	private static JsonNode run(String language, String code, Map<String, Object> more, String... allow) {
		HttpResponse<String> response = execute(language, code, more, allow);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return TestBus.json(response);
	}

	private static HttpResponse<String> execute(String language, String code, String... allow) {
		return execute(language, code, Map.of(), allow);
	}

	private static HttpResponse<String> execute(String language, String code, Map<String, Object> more,
			String... allow) {
		Map<String, Object> request = new HashMap<>(more);
		request.putAll(Map.of("language", language, "code", code, "network", Map.of("allow", List.of(allow))));
		return bus.post("/sandbox/execute", request);
	}

}
