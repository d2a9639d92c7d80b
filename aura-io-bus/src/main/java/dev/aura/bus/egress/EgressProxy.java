package dev.aura.bus.egress;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.aura.bus.address.HostPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP proxy of one call. It listens on a socket of the file system, connects to what
 * the call was allowed and to nothing else, logs each connection, and takes all of them
 * with it when it is closed.
 */
public final class EgressProxy implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger("aura.egress");

	/** How many refusals of one call are logged; a program may cause any number. */
	private static final int LOGGED_REFUSALS = 20;

	private static final long WATCH_MILLIS = 250;

	private final Path socket;

	private final ServerSocketChannel door;

	private final Way way;

	private final EgressProperties properties;

	private final String call;

	private final Meter meter;

	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

	private final AtomicInteger refusals = new AtomicInteger();

	private EgressProxy(Path socket, ServerSocketChannel door, Way way, EgressProperties properties, String call) {
		this.socket = socket;
		this.door = door;
		this.way = way;
		this.properties = properties;
		this.call = call;
		this.meter = new Meter(properties.maxTransferred().toBytes());
	}

	static EgressProxy open(Path socket, Way way, EgressProperties properties, String call) throws IOException {
		ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			door.bind(UnixDomainSocketAddress.of(socket));
		}
		catch (IOException ex) {
			door.close();
			throw ex;
		}
		EgressProxy proxy = new EgressProxy(socket, door, way, properties, call);
		Thread.ofVirtual().name("egress-door").start(proxy::accept);
		Thread.ofVirtual().name("egress-watch").start(proxy::watch);
		return proxy;
	}

	private void accept() {
		while (true) {
			SocketChannel client;
			try {
				client = this.door.accept();
			}
			catch (IOException ex) {
				return;
			}
			Connection connection = new Connection(client, this.way, this.meter);
			if (this.connections.size() >= this.properties.maxConnections()) {
				refuse(connection, new RefusedException(503, "too many connections at once"));
				connection.close();
			}
			else {
				this.connections.add(connection);
				closeWhenLate(connection);
				Thread.ofVirtual().name("egress").start(() -> serve(connection));
			}
		}
	}

	/** One that was accepted while all were being closed. */
	private void closeWhenLate(Connection connection) {
		if (!this.door.isOpen()) {
			connection.close();
		}
	}

	private void serve(Connection connection) {
		try {
			String ending = connection.serve(this.properties);
			HostPort target = connection.target();
			if (target != null) {
				log.info("host={} port={} sent={} received={} millis={} call={} ending={}", target.host(),
						target.port(), connection.sent(), connection.received(), connection.age().toMillis(), this.call,
						ending);
			}
		}
		catch (RefusedException ex) {
			refuse(connection, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			connection.close();
			this.connections.remove(connection);
		}
	}

	private void refuse(Connection connection, RefusedException refusal) {
		if (this.refusals.incrementAndGet() <= LOGGED_REFUSALS) {
			log.warn("refused status={} call={} reason={}", refusal.status(), this.call, refusal.reason());
		}
		connection.answer(refusal);
	}

	/** Ends connections on which nothing happens. */
	private void watch() {
		try {
			while (this.door.isOpen()) {
				Thread.sleep(WATCH_MILLIS);
				this.connections.stream()
					.filter((connection) -> connection.stale(this.properties))
					.forEach(Connection::close);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.connections.forEach(Connection::close);
		}
	}

	/** Where it listens. */
	public Path socket() {
		return this.socket;
	}

	/** Ends all connections; none can be made any more. */
	@Override
	public void close() {
		try {
			this.door.close();
			Files.deleteIfExists(this.socket);
		}
		catch (IOException ex) {
			log.warn("The socket of a proxy stays behind until the next boot", ex);
		}
		this.connections.forEach(Connection::close);
		int more = this.refusals.get() - LOGGED_REFUSALS;
		if (more > 0) {
			log.warn("refused {} more connections call={}", more, this.call);
		}
	}

}
