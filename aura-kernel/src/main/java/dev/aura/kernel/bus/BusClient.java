package dev.aura.kernel.bus;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

import dev.aura.api.AuraHeaders;
import dev.aura.api.fs.FsApi;
import dev.aura.api.memory.MemoryApi;
import dev.aura.api.sandbox.SandboxApi;
import dev.aura.api.web.WebApi;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
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

	/** How long a bus may be away, for instance while it is started anew. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration FIRST_WAIT = Duration.ofMillis(100);

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

	private final Duration patience;

	private final URI address;

	private final Peripherals peripherals;

	private final WebClient http;

	/**
	 * The call that this thread makes. The proxies' methods are the wire's and have no
	 * room for it, and their requests are built on the calling thread.
	 */
	private final ThreadLocal<@Nullable BusCall> current = new ThreadLocal<>();

	public BusClient(BusSettings settings) {
		this(settings, PATIENCE);
	}

	/**
	 * The client that the settings ask for, with the patience of
	 * {@code AURA_BUS_PATIENCE}.
	 * @throws SettingException when one is malformed or there is no token
	 */
	public static BusClient from(Settings settings) {
		return new BusClient(BusSettings.from(settings), settings.seconds("AURA_BUS_PATIENCE").orElse(PATIENCE));
	}

	/**
	 * A client.
	 * @param patience how long it tries to reach a bus that is away
	 */
	public BusClient(BusSettings settings, Duration patience) {
		this.patience = patience;
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
	 * Makes a call. While the bus is away, or when it goes away in the middle, the same
	 * call is made again, with the same key, for as long as the patience lasts; what the
	 * bus is still at work on is waited for.
	 * @throws BusException when there is no result
	 * @throws CancellationException when this thread is interrupted
	 */
	public <T> T call(BusCall call, Function<Peripherals, T> method) {
		Instant start = Instant.now();
		for (Duration wait = FIRST_WAIT;; wait = longer(wait)) {
			try {
				return callOnce(call, method);
			}
			catch (BusException ex) {
				if (Instant.now().isAfter(start.plus(patience(ex, call)))) {
					throw ex;
				}
				sleep(wait);
			}
		}
	}

	private Duration patience(BusException failure, BusCall call) {
		return switch (failure.kind()) {
			case UNREACHABLE, BROKEN -> this.patience;
			case IN_FLIGHT -> call.timeout();
			case PROBLEM, UNKNOWN -> Duration.ZERO.minusSeconds(1);
		};
	}

	private static Duration longer(Duration wait) {
		Duration twice = wait.multipliedBy(2);
		return (twice.compareTo(LONGEST_WAIT) < 0) ? twice : LONGEST_WAIT;
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

	/**
	 * Makes a call once, for what a run can do without.
	 * @throws BusException when there is no result
	 * @throws CancellationException when this thread is interrupted
	 */
	public <T> T callOnce(BusCall call, Function<Peripherals, T> method) {
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
