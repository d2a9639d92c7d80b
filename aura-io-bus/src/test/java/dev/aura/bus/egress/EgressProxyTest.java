package dev.aura.bus.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.aura.bus.BusProcess;
import dev.aura.bus.address.PublicHosts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
@SuppressWarnings("try")
class EgressProxyTest {

	private static final String CONNECT = "CONNECT site.example:443 HTTP/1.1\r\nHost: site.example:443\r\n\r\n";

	@TempDir
	private Path directory;

	private final EchoServer site = new EchoServer();

	/**
	 * Its own in each test, as a connection may be logged after the test that made it.
	 */
	private final String call = "test-" + UUID.randomUUID();

	private final AtomicInteger lookups = new AtomicInteger();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.log.start();
		logger().addAppender(this.log);
	}

	@AfterEach
	void stop() {
		logger().detachAppender(this.log);
		this.site.close();
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger("aura.egress");
	}

	@Test
	void carriesBytesToAHostThatIsOnTheListAndLogsHowMany() throws Exception {
		try (EgressProxy proxy = proxy(); SocketChannel client = connect()) {
			send(client, CONNECT + "early ");
			assertThat(receive(client, 32)).isEqualTo("HTTP/1.1 200 Connected\r\n\r\nEARLY ");
			send(client, "late");
			client.shutdownOutput();
			assertThat(receive(client, 4096)).isEqualTo("LATE");
			BusProcess.eventually(() -> !lines().isEmpty());
		}
		assertThat(lines()).singleElement()
			.asString()
			.matches("host=site.example port=443 sent=10 received=10 millis=\\d+ call=" + this.call
					+ " ending=complete");
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONNECT site.example:80", "CONNECT other.example:443", "CONNECT 127.0.0.1:443",
			"CONNECT [::1]:443", "CONNECT localhost:443", "GET http://site.example/", "GET http://site.example:80/",
			"CONNECT sub.site.example:443", "CONNECT xsite.example:443" })
	void refusesWhatIsNotOnTheList(String request) throws Exception {
		try (EgressProxy proxy = proxy()) {
			assertThat(exchange(request + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 ")
				.endsWith(" is not in network.allow\n");
		}
		assertThat(this.site.connections()).isZero();
		assertThat(lines()).singleElement().asString().contains("refused", "call=" + this.call);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1", "CONNECT site.example HTTP/1.1", "CONNECT site.example:443 HTTP/2",
			"CONNECT site.example:443", "CONNECT u:p@site.example:443 HTTP/1.1",
			"GET https://site.example:443/ HTTP/1.1", "GET http://u:p@site.example:443/ HTTP/1.1",
			"GET ftp://site.example:443/ HTTP/1.1", "CONNECT  site.example:443 HTTP/1.1",
			"GET http://site.example:443/ HTTP/1.1\r\nno colon", "GET http://site.example:443/ HTTP/1.1\r\n folded: x",
			"CONNECT 2130706433:443 HTTP/1.1", "CONNECT 0x7f.1:443 HTTP/1.1", "\u0000\u0001\u0002" })
	void refusesWhatItCannotRead(String head) throws Exception {
		try (EgressProxy proxy = proxy()) {
			assertThat(exchange(head + "\r\n\r\n")).startsWith("HTTP/1.1 400 ");
		}
		assertThat(this.site.connections()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
			"0.0.0.0", "224.0.0.1", "255.255.255.255", "168.63.129.16", "::1", "::", "fe80::1", "fd00::1",
			"fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1" })
	void refusesANameThatLeadsToAnAddressThatIsNotPublic(String address) throws Exception {
		PublicHosts hosts = new PublicHosts(
				(host) -> new InetAddress[] { InetAddress.getByName("93.184.215.14"), InetAddress.getByName(address) });
		try (EgressProxy proxy = proxy((target) -> hosts.resolve(target.host(), target.port()))) {
			assertThat(exchange(CONNECT)).startsWith("HTTP/1.1 403 ").contains("site.example:443: the name has a ");
		}
	}

	@Test
	void looksANameUpOncePerCall() throws Exception {
		try (EgressProxy proxy = proxy()) {
			for (int i = 0; i < 3; i++) {
				try (SocketChannel client = connect()) {
					send(client, CONNECT + "x");
					assertThat(receive(client, 27)).endsWith("X");
				}
			}
		}
		assertThat(this.lookups).hasValue(1);
		assertThat(this.site.connections()).isEqualTo(3);
	}

	@Test
	void forwardsARequestInTheClearWithoutWhatWasMeantForTheProxy() throws Exception {
		try (EgressProxy proxy = proxy()) {
			try (SocketChannel client = connect()) {
				send(client, "POST http://Site.example:443/a?b=c HTTP/1.1\r\nHost: evil.example\r\nAccept: x\r\n"
						+ "Proxy-Authorization: secret\r\nConnection: keep-alive\r\nContent-Length: 4\r\n\r\nbody");
				client.shutdownOutput();
				assertThat(receive(client, 4096)).isEqualTo("POST /A?B=C HTTP/1.1\r\nHOST: SITE.EXAMPLE:443\r\n"
						+ "ACCEPT: X\r\nCONTENT-LENGTH: 4\r\nCONNECTION: CLOSE\r\n\r\nBODY");
			}
		}
		assertThat(lines()).noneMatch((line) -> line.contains("secret") || line.contains("b=c"));
	}

	@Test
	void saysWhatItCannotReach() throws Exception {
		try (EgressProxy proxy = proxy((target) -> {
			throw new UnknownHostException();
		})) {
			assertThat(exchange(CONNECT)).startsWith("HTTP/1.1 502 ")
				.contains("site.example:443: there is no such host");
		}
		this.site.close();
		try (EgressProxy proxy = proxy()) {
			assertThat(exchange(CONNECT)).startsWith("HTTP/1.1 502 ").contains("site.example:443 cannot be reached");
		}
	}

	@Test
	void limitsTheConnectionsAtOnce() throws Exception {
		List<SocketChannel> clients = new ArrayList<>();
		try (EgressProxy proxy = proxy("aura.egress.max-connections", "3")) {
			for (int i = 0; i < 3; i++) {
				SocketChannel client = connect();
				clients.add(client);
				send(client, CONNECT);
				assertThat(receive(client, 26)).startsWith("HTTP/1.1 200 ");
			}
			assertThat(exchange("")).startsWith("HTTP/1.1 503 ").contains("too many connections");

			clients.removeFirst().close();

			BusProcess.eventually(() -> exchange(CONNECT).startsWith("HTTP/1.1 200 "));
		}
		for (SocketChannel client : clients) {
			client.close();
		}
	}

	@Test
	void limitsWhatACallTransfers() throws Exception {
		try (EgressProxy proxy = proxy("aura.egress.max-transferred", "100KB")) {
			try (SocketChannel client = connect()) {
				send(client, CONNECT);
				receive(client, 26);
				Thread.ofVirtual().start(() -> flood(client));
				assertThat(receive(client, 1_000_000)).hasSizeLessThan(100 * 1024);
			}
			assertThat(exchange(CONNECT)).doesNotContain("HTTP/1.1 200 Connected\r\n\r\nX");
		}
		BusProcess.eventually(() -> lines().stream().anyMatch((line) -> line.endsWith("ending=too much transferred")));
		assertThat(lines()).anyMatch((line) -> line.endsWith("ending=too much transferred"));
	}

	private static void flood(SocketChannel client) {
		try {
			while (true) {
				send(client, "x".repeat(8192));
			}
		}
		catch (IOException ex) {
			// Cut off, as it must be.
		}
	}

	@Test
	void endsAConnectionOnWhichNothingHappens() throws Exception {
		try (EgressProxy proxy = proxy("aura.egress.idle-timeout", "300ms"); SocketChannel client = connect()) {
			send(client, CONNECT);
			assertThat(receive(client, 1000)).isEqualTo("HTTP/1.1 200 Connected\r\n\r\n");
		}
	}

	@Test
	void endsARequestThatComesInDrops() throws Exception {
		try (EgressProxy proxy = proxy("aura.egress.connect-timeout", "300ms"); SocketChannel client = connect()) {
			assertThatThrownBy(() -> {
				while (true) {
					send(client, "x");
					Thread.sleep(20);
				}
			}).isInstanceOf(IOException.class);
		}
	}

	@Test
	void refusesAHeadWithoutEnd() throws Exception {
		try (EgressProxy proxy = proxy()) {
			assertThat(exchange("GET http://site.example:443/" + "x".repeat(16 * 1024))).startsWith("HTTP/1.1 431 ");
		}
	}

	@Test
	void takesItsConnectionsWithIt() throws Exception {
		SocketChannel client;
		try (EgressProxy proxy = proxy()) {
			client = connect();
			send(client, CONNECT);
			assertThat(receive(client, 26)).startsWith("HTTP/1.1 200 ");
		}
		assertThat(receive(client, 1)).isEmpty();
		client.close();
		assertThat(this.directory.resolve("proxy")).doesNotExist();
		assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
	}

	@Test
	void logsAFloodOfRefusalsOnce() throws Exception {
		try (EgressProxy proxy = proxy()) {
			for (int i = 0; i < 50; i++) {
				exchange("CONNECT other.example:443 HTTP/1.1\r\n\r\n");
			}
		}
		assertThat(lines()).hasSize(21).last().asString().contains("refused 30 more");
	}

	private EgressProxy proxy(String... settings) throws IOException {
		return proxy((target) -> {
			this.lookups.incrementAndGet();
			return List.of(this.site.address());
		}, settings);
	}

	private EgressProxy proxy(Destinations destinations, String... settings) throws IOException {
		Egress egress = new Egress(EgressSettings.of(settings), destinations);
		return egress.open(this.directory.resolve("proxy"), egress.allowed(List.of("site.example:443")), this.call);
	}

	private SocketChannel connect() throws IOException {
		SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
		channel.connect(UnixDomainSocketAddress.of(this.directory.resolve("proxy")));
		return channel;
	}

	/** What is answered to what is sent. */
	private String exchange(String request) {
		try (SocketChannel client = connect()) {
			send(client, request);
			client.shutdownOutput();
			return receive(client, 4096);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private static void send(SocketChannel channel, String text) throws IOException {
		ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
		while (bytes.hasRemaining()) {
			channel.write(bytes);
		}
	}

	/** Reads so many bytes, or all until the end. */
	private static String receive(SocketChannel channel, int count) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(count);
		while (bytes.hasRemaining() && read(channel, bytes) >= 0) {
			// More may come.
		}
		return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
	}

	/** A connection that was cut off has ended, too. */
	private static int read(SocketChannel channel, ByteBuffer bytes) {
		try {
			return channel.read(bytes);
		}
		catch (IOException ex) {
			return -1;
		}
	}

	private List<String> lines() {
		return List.copyOf(this.log.list)
			.stream()
			.map(ILoggingEvent::getFormattedMessage)
			.filter((line) -> line.contains("call=" + this.call))
			.toList();
	}

}
