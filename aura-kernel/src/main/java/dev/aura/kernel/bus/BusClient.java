package dev.aura.kernel.bus;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

import dev.aura.api.AuraHeaders;
import dev.aura.api.fs.FsApi;
import dev.aura.api.memory.MemoryApi;
import dev.aura.api.sandbox.SandboxApi;
import dev.aura.api.web.WebApi;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/** Calls the bus. Safe for many threads; each call blocks the thread that makes it. */
public final class BusClient {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private static final int LARGEST_ANSWER = 32 * 1024 * 1024;

	/** How often a call is made when nothing listens, and the waits between. */
	private static final Duration[] RECONNECTS = { Duration.ofMillis(200), Duration.ofMillis(800) };

	private final URI address;

	private final Peripherals peripherals;

	private final WebClient http;

	/**
	 * The call that this thread makes. The proxies' methods are the wire's and have no
	 * room for it, and their requests are built on the calling thread.
	 */
	private final ThreadLocal<@Nullable BusCall> current = new ThreadLocal<>();

	public BusClient(BusSettings settings) {
		this.address = settings.address();
		this.http = WebClient.builder()
			.baseUrl(settings.address().toString())
			.clientConnector(new JdkClientHttpConnector(HttpClient.newBuilder()
				.version(HttpClient.Version.HTTP_1_1)
				.connectTimeout(CONNECT_TIMEOUT)
				.build()))
			.defaultHeaders((headers) -> headers.setBearerAuth(settings.token().value()))
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER))
			.filter(this::traced)
			.build();
		HttpServiceProxyFactory proxies = HttpServiceProxyFactory.builderFor(WebClientAdapter.create(this.http))
			.build();
		this.peripherals = new Peripherals(proxies.createClient(FsApi.class), proxies.createClient(SandboxApi.class),
				proxies.createClient(MemoryApi.class), proxies.createClient(WebApi.class));
	}

	public URI address() {
		return this.address;
	}

	/**
	 * Makes a call. When nothing listens it is tried twice more, since nothing was sent;
	 * any other failure is the caller's to judge.
	 * @throws BusException when there is no result
	 * @throws CancellationException when this thread is interrupted
	 */
	public <T> T call(BusCall call, Function<Peripherals, T> method) {
		for (int attempt = 0;; attempt++) {
			try {
				return callOnce(call, method);
			}
			catch (BusException ex) {
				if (ex.kind() != BusException.Kind.UNREACHABLE || attempt == RECONNECTS.length) {
					throw ex;
				}
				sleep(RECONNECTS[attempt]);
			}
		}
	}

	/** Whether the bus says that it is healthy, for health checks. */
	public boolean isHealthy() {
		try {
			return this.http.get().uri("/actuator/health").retrieve().toBodilessEntity().block(CONNECT_TIMEOUT) != null;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private <T> T callOnce(BusCall call, Function<Peripherals, T> method) {
		this.current.set(call);
		try {
			return method.apply(this.peripherals);
		}
		catch (RuntimeException ex) {
			throw BusFailure.of(ex, call.timeout());
		}
		finally {
			this.current.remove();
		}
	}

	private Mono<ClientResponse> traced(ClientRequest request, ExchangeFunction next) {
		BusCall call = this.current.get();
		if (call == null) {
			return next.exchange(request);
		}
		return next
			.exchange(ClientRequest.from(request).header(AuraHeaders.TRACEPARENT, call.span().traceparent()).build())
			.timeout(call.timeout())
			.map((answer) -> answer.mutate().body((parts) -> parts.timeout(call.timeout())).build());
	}

	private static void sleep(Duration delay) {
		try {
			Thread.sleep(delay);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted");
		}
	}

}
