package dev.aura.bus.web;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Talks to other servers, one request on one connection: no redirects followed, no
 * cookies, credentials, proxies, repetitions or kept connections.
 */
final class HttpCaller implements AutoCloseable {

	/** Bytes of one header line. */
	private static final int HEADER_LINE = 32_768;

	private static final int HEADERS = 200;

	private static final int CONNECTIONS = 1_000;

	private final CloseableHttpClient client;

	/**
	 * A caller.
	 * @param resolver the only source of the addresses that are connected to
	 */
	HttpCaller(WebProperties properties, DnsResolver resolver) {
		this.client = HttpClients.custom()
			.setConnectionManager(connections(properties, resolver))
			.setConnectionReuseStrategy((request, response, context) -> false)
			.setDefaultRequestConfig(RequestConfig.custom().setProtocolUpgradeEnabled(false).build())
			.setUserAgent(properties.userAgent())
			.disableRedirectHandling()
			.disableAutomaticRetries()
			.disableCookieManagement()
			.disableAuthCaching()
			.disableContentCompression()
			.build();
	}

	private static HttpClientConnectionManager connections(WebProperties properties, DnsResolver resolver) {
		Http1Config http = Http1Config.custom().setMaxLineLength(HEADER_LINE).setMaxHeaderCount(HEADERS).build();
		return PoolingHttpClientConnectionManagerBuilder.create()
			.setDnsResolver(resolver)
			.setTlsSocketStrategy(DefaultClientTlsStrategy.createSystemDefault())
			.setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(http).build())
			.setDefaultConnectionConfig(ConnectionConfig.custom()
				.setConnectTimeout(Timeout.of(properties.connectTimeout()))
				.setSocketTimeout(Timeout.of(properties.readTimeout()))
				.build())
			.setMaxConnTotal(CONNECTIONS)
			.setMaxConnPerRoute(CONNECTIONS)
			.build();
	}

	/**
	 * Sends one request and hands the answer over while it is still open.
	 * @throws SocketTimeoutException when the other server is too slow
	 */
	<T> T send(WebAddress address, HttpUriRequestBase request, HttpClientResponseHandler<T> handler)
			throws IOException {
		request.setHeader(HttpHeaders.ACCEPT_ENCODING, "gzip");
		HttpHost host = new HttpHost(address.scheme(), address.host(), address.port());
		ClassicHttpResponse response = this.client.executeOpen(host, request, null);
		try {
			return handler.handleResponse(response);
		}
		catch (HttpException ex) {
			throw new IOException("not HTTP", ex);
		}
		finally {
			// Closing alone would first read the rest of the body, however long it is.
			request.cancel();
			Closer.closeQuietly(response);
		}
	}

	/**
	 * Does work within a time. A virtual thread that is interrupted closes the socket on
	 * which it waits, so the work ends as well, at whatever it was.
	 * @throws SocketTimeoutException when the time is up
	 */
	static <T> T within(Duration time, Callable<T> work) throws IOException {
		FutureTask<T> task = new FutureTask<>(work);
		Thread.ofVirtual().name("web").start(task);
		try {
			return task.get(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new SocketTimeoutException("nothing complete after " + time);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
		catch (ExecutionException ex) {
			return rethrow(ex.getCause());
		}
		finally {
			task.cancel(true);
		}
	}

	private static <T> T rethrow(@Nullable Throwable cause) throws IOException {
		switch (cause) {
			case IOException failure -> throw failure;
			case RuntimeException failure -> throw failure;
			case Error failure -> throw failure;
			case null, default -> throw new IOException(cause);
		}
	}

	@Override
	public void close() {
		this.client.close(CloseMode.IMMEDIATE);
	}

}
