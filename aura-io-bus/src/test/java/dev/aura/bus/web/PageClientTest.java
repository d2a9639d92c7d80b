package dev.aura.bus.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import dev.aura.bus.problem.ProblemException;
import mockwebserver3.MockResponse;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a name server can and cannot do to us. */
class PageClientTest {

	private final TestSite site = new TestSite();

	private final SSLContext trust = defaultTrust();

	private final Deque<List<String>> answers = new ArrayDeque<>();

	private int lookups;

	@AfterEach
	void stop() {
		SSLContext.setDefault(this.trust);
		this.site.close();
	}

	@Test
	void connectsToTheAddressOfItsOneLookup() {
		this.site.html("/", "<p>pinned</p>");
		this.answers.add(List.of("127.0.0.1"));
		this.answers.add(List.of("127.0.0.2"));
		Page page = get("http://site.example:" + this.site.port() + "/", "site.example:" + this.site.port());
		assertThat(page.markdown()).isEqualTo("pinned");
		assertThat(this.lookups).isEqualTo(1);
		assertThat(this.site.requests().getFirst().getHeaders().get("Host"))
			.isEqualTo("site.example:" + this.site.port());
	}

	@Test
	void refusesANameWithOnePrivateAddressAmongPublicOnes() {
		this.answers.add(List.of("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "127.0.0.1"));
		assertRefused("http://mixed.example:" + this.site.port() + "/",
				"mixed.example: the name has a loopback address");
	}

	@Test
	void refusesANameThatTurnsPrivateBetweenTwoRequests() {
		AddressGuard guard = new AddressGuard(List.of(), this::lookup);
		this.answers.add(List.of("93.184.215.14"));
		this.answers.add(List.of("127.0.0.1"));
		assertThat(resolve(guard, "rebind.example")).containsExactly("93.184.215.14");
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> resolve(guard, "rebind.example"));
	}

	@Test
	void refusesANameThatTurnsPrivateAtARedirect() {
		this.site.redirect("/", 302, "http://rebind.example:" + this.site.port() + "/secret");
		this.site.html("/secret", "<p>secret</p>");
		this.answers.add(List.of("127.0.0.1"));
		this.answers.add(List.of("127.0.0.1"));
		assertRefused("http://site.example:" + this.site.port() + "/",
				"rebind.example: the name has a loopback address", "site.example:" + this.site.port());
		assertThat(this.site.requests("/secret")).isZero();
	}

	@Test
	void anAllowedPortAllowsNoOtherPortOfItsHost() {
		assertRefused("http://127.0.0.1:" + this.site.port() + "/", "loopback",
				"127.0.0.1:" + ((this.site.port() == 80) ? 81 : 80));
		assertThat(this.site.requests()).isEmpty();
	}

	@Test
	void anAllowedAddressDoesNotAllowNamesOfIt() {
		this.answers.add(List.of("127.0.0.1"));
		assertRefused("http://site.example:" + this.site.port() + "/", "loopback", this.site.hostAndPort());
	}

	@Test
	void saysThatANameDoesNotResolve() {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> get("http://nowhere.example/"))
			.satisfies((problem) -> assertThat(problem.type().status()).isEqualTo(502))
			.satisfies((problem) -> assertThat(problem.detail()).contains("does not resolve"));
	}

	@Test
	void endsAPageThatDripsForever() {
		String url = this.site.serve("/drip",
				new MockResponse.Builder().setHeader("Content-Type", "text/plain")
					.body("x".repeat(100_000))
					.throttleBody(1, 50, TimeUnit.MILLISECONDS));
		assertTooSlow(url, "fetch.timeout", "500ms");
	}

	@Test
	void endsAPageThatFallsSilent() {
		String url = this.site.serve("/silent",
				new MockResponse.Builder().setHeader("Content-Type", "text/plain")
					.bodyDelay(1, TimeUnit.HOURS)
					.body("late"));
		assertTooSlow(url, "read-timeout", "200ms");
	}

	private void assertTooSlow(String url, String setting, String value) {
		WebProperties properties = WebSettings.of("allow-private", this.site.hostAndPort(), setting, value);
		try (PageClient client = new PageClient(properties, this::lookup)) {
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> client.get(WebAddress.parse(url)))
				.satisfies((problem) -> assertThat(problem.type().status()).isEqualTo(504));
		}
	}

	@Test
	void leavesTheRestOfAPageThatIsTooLargeUnread() {
		String url = this.site.serve("/endless",
				new MockResponse.Builder().setHeader("Content-Type", "text/plain")
					.chunkedBody("x".repeat(500_000), 1_000)
					.throttleBody(300_000, 1, TimeUnit.HOURS));
		WebProperties properties = WebSettings.of("allow-private", this.site.hostAndPort(), "fetch.max-size", "100KB");
		try (PageClient client = new PageClient(properties, this::lookup)) {
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> client.get(WebAddress.parse(url)))
				.satisfies((problem) -> assertThat(problem.type().status()).isEqualTo(413));
		}
	}

	@Test
	void leavesABodyThatNobodyWantsUnread() {
		this.site.html("/there", "<p>there</p>");
		String url = this.site.serve("/moved",
				new MockResponse.Builder().code(302)
					.setHeader("Location", "/there")
					.body("x".repeat(100_000))
					.throttleBody(1, 1, TimeUnit.HOURS));
		assertThat(get(url, this.site.hostAndPort()).markdown()).isEqualTo("there");
	}

	@Test
	void namesTheHostAndChecksItsCertificateWhenItConnectsToAnAddress() {
		HeldCertificate authority = new HeldCertificate.Builder().certificateAuthority(0).build();
		serveTls(authority, "site.example");
		SSLContext.setDefault(new HandshakeCertificates.Builder().addTrustedCertificate(authority.certificate())
			.build()
			.sslContext());
		this.site.html("/", "<p>safe</p>");
		this.answers.add(List.of("127.0.0.1"));
		this.answers.add(List.of("127.0.0.1"));
		String[] allowed = { "site.example:" + this.site.port(), "other.example:" + this.site.port() };

		Page page = get("https://site.example:" + this.site.port() + "/", String.join(",", allowed));
		assertThat(page.markdown()).isEqualTo("safe");
		assertThat(this.site.requests().getFirst().getHandshakeServerNames()).containsExactly("site.example");

		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> get("https://other.example:" + this.site.port() + "/", String.join(",", allowed)))
			.satisfies((problem) -> assertThat(problem.type().status()).isEqualTo(502))
			.satisfies((problem) -> assertThat(problem.detail()).contains("certificate"));
		assertThat(this.site.requests()).hasSize(1);
	}

	@Test
	void refusesACertificateThatNobodyKnowsSigned() {
		serveTls(new HeldCertificate.Builder().certificateAuthority(0).build(), "site.example");
		this.answers.add(List.of("127.0.0.1"));
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> get("https://site.example:" + this.site.port() + "/", "site.example:" + this.site.port()))
			.satisfies((problem) -> assertThat(problem.detail()).contains("certificate"));
	}

	private void serveTls(HeldCertificate authority, String name) {
		HeldCertificate certificate = new HeldCertificate.Builder().signedBy(authority)
			.addSubjectAlternativeName(name)
			.build();
		this.site.server()
			.useHttps(new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslSocketFactory());
	}

	private void assertRefused(String url, String why, String... allowed) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> get(url, String.join(",", allowed)))
			.satisfies((problem) -> assertThat(problem.type().status()).isEqualTo(403))
			.satisfies((problem) -> assertThat(problem.detail()).contains(why));
	}

	private Page get(String url, String allowed) {
		try (PageClient client = new PageClient(WebSettings.of("allow-private", allowed), this::lookup)) {
			return client.get(WebAddress.parse(url));
		}
	}

	private Page get(String url) {
		return get(url, "");
	}

	private InetAddress[] lookup(String host) throws UnknownHostException {
		if (host.matches("[\\d.]+")) {
			return InetAddress.getAllByName(host);
		}
		this.lookups++;
		if (this.answers.isEmpty()) {
			throw new UnknownHostException(host);
		}
		List<String> answer = this.answers.remove();
		InetAddress[] addresses = new InetAddress[answer.size()];
		for (int i = 0; i < addresses.length; i++) {
			addresses[i] = InetAddress.getByAddress(host, InetAddress.getByName(answer.get(i)).getAddress());
		}
		return addresses;
	}

	private static List<String> resolve(AddressGuard guard, String host) {
		try {
			return guard.resolve(host, 80).stream().map((address) -> address.getAddress().getHostAddress()).toList();
		}
		catch (UnknownHostException ex) {
			throw new AssertionError(ex);
		}
	}

	private static SSLContext defaultTrust() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new AssertionError(ex);
		}
	}

}
