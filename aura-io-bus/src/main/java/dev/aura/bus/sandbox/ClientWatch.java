package dev.aura.bus.sandbox;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Finds out whether the client of a request will have its answer. Tomcat tells nobody as
 * long as a handler neither reads nor writes, be the request asynchronous or not; but a
 * connection can be asked to read ahead without waiting, which fails when it was closed
 * or reset.
 */
@Component
class ClientWatch implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

	private final HttpServletRequest current;

	private final Stopping stopping;

	private volatile @Nullable WatchedProtocol protocol;

	/**
	 * @param current stands for the request that the calling thread handles
	 */
	ClientWatch(HttpServletRequest current, Stopping stopping) {
		this.current = current;
		this.stopping = stopping;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		factory.setProtocol(WatchedProtocol.class.getName());
		factory.addConnectorCustomizers(this::remember);
	}

	private void remember(Connector connector) {
		this.protocol = (WatchedProtocol) connector.getProtocolHandler();
	}

	/**
	 * Tells whether the client of the current request went away, or is about to be left
	 * since the bus stops. Only the thread that handles the request may ask, and only
	 * between reading its body and answering. A client that closes its half of the
	 * connection counts as gone; one that already sent its next request counts as there.
	 */
	BooleanSupplier gone() {
		WatchedProtocol watched = Objects.requireNonNull(this.protocol);
		String id = this.current.getServletConnection().getConnectionId();
		Optional<SocketWrapperBase<NioChannel>> connection = watched.connection(id);
		return () -> this.stopping.begun() || connection.isEmpty() || broken(connection.get());
	}

	/** What was read ahead stays in the connection's own buffer. */
	private static boolean broken(SocketWrapperBase<NioChannel> connection) {
		try {
			connection.isReadyForRead();
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/** Tomcat's own, made by it, that shows its connections. */
	public static final class WatchedProtocol extends Http11NioProtocol {

		Optional<SocketWrapperBase<NioChannel>> connection(String id) {
			Set<SocketWrapperBase<NioChannel>> all = getEndpoint().getConnections();
			return all.stream().filter((connection) -> id(connection).equals(id)).findFirst();
		}

		/** The parameters are what Tomcat itself says of its connections. */
		private static String id(SocketWrapperBase<NioChannel> connection) {
			return connection.getServletConnection("http/1.1", "").getConnectionId();
		}

	}

}
