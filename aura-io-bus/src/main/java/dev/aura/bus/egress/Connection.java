package dev.aura.bus.egress;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import dev.aura.bus.address.HostPort;
import dev.aura.bus.address.NotPublicException;
import org.jspecify.annotations.Nullable;

/** One connection from a program, and the one that the proxy makes for it. */
final class Connection implements AutoCloseable {

	private static final int BUFFER = 16 * 1024;

	private static final String CLOSED = "closed by the bus";

	private static final String BROKEN_OFF = "broken off";

	private final SocketChannel client;

	private final Way way;

	private final Meter meter;

	private final long begun = System.nanoTime();

	private final AtomicLong sent = new AtomicLong();

	private final AtomicLong received = new AtomicLong();

	private volatile long lastActivity = this.begun;

	private volatile boolean established;

	private volatile boolean closed;

	private volatile @Nullable SocketChannel upstream;

	private volatile @Nullable HostPort target;

	Connection(SocketChannel client, Way way, Meter meter) {
		this.client = client;
		this.way = way;
		this.meter = meter;
	}

	/**
	 * Serves it to its end.
	 * @return why it ended
	 * @throws RefusedException when there is to be no connection; the client was not told
	 * yet
	 */
	String serve(EgressProperties properties) throws RefusedException, InterruptedException {
		ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
		try {
			ProxyRequest request = request(buffer);
			this.target = request.target();
			SocketChannel connected = connect(request.target(), properties.connectTimeout());
			begin(request, connected);
			return tunnel(buffer, connected);
		}
		catch (IOException ex) {
			return this.closed ? CLOSED : BROKEN_OFF;
		}
	}

	private ProxyRequest request(ByteBuffer buffer) throws IOException, RefusedException {
		int end = RequestHead.read(this.client, buffer);
		if (end < 0) {
			throw new RefusedException(431, "the head of the request is too large");
		}
		String head = StandardCharsets.ISO_8859_1.decode(buffer.duplicate().position(0).limit(end)).toString();
		buffer.position(end + RequestHead.END.length);
		try {
			ProxyRequest request = ProxyRequest.parse(head);
			if (!this.way.permits(request.target())) {
				throw new RefusedException(403,
						request.target().host() + ":" + request.target().port() + " is not in network.allow");
			}
			return request;
		}
		catch (IllegalArgumentException ex) {
			throw new RefusedException(400, "the request cannot be read by a proxy");
		}
	}

	private SocketChannel connect(HostPort to, Duration timeout)
			throws IOException, RefusedException, InterruptedException {
		String name = to.host() + ":" + to.port();
		try {
			return connect(this.way.to(to), timeout);
		}
		catch (NotPublicException ex) {
			throw new RefusedException(403, name + ": " + ex.rule());
		}
		catch (UnknownHostException ex) {
			throw new RefusedException(502, name + ": there is no such host");
		}
		catch (SocketTimeoutException ex) {
			throw new RefusedException(504, name + " does not answer");
		}
		catch (ClosedChannelException ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw new RefusedException(502, name + " cannot be reached");
		}
	}

	/** Tries each address in turn. */
	private SocketChannel connect(List<InetSocketAddress> addresses, Duration timeout) throws IOException {
		IOException failure = new UnknownHostException();
		for (InetSocketAddress address : addresses) {
			SocketChannel channel = SocketChannel.open();
			this.upstream = channel;
			if (this.closed) {
				channel.close();
			}
			try {
				channel.socket().connect(address, Math.toIntExact(Math.max(1, timeout.toMillis())));
				return channel;
			}
			catch (IOException ex) {
				channel.close();
				if (this.closed) {
					throw new ClosedChannelException();
				}
				failure = ex;
			}
		}
		throw failure;
	}

	private void begin(ProxyRequest request, SocketChannel connected) throws IOException {
		this.lastActivity = System.nanoTime();
		this.established = true;
		switch (request) {
			case ProxyRequest.Connect connect -> write(this.client,
					ByteBuffer.wrap("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
			case ProxyRequest.Forward(HostPort to, byte[] head) -> pass(ByteBuffer.wrap(head), connected, this.sent);
		}
	}

	/** Carries bytes in both directions until both have ended. */
	private String tunnel(ByteBuffer buffer, SocketChannel connected) throws InterruptedException {
		Thread back = Thread.ofVirtual()
			.name("egress-back")
			.start(() -> carry(connected, this.client, ByteBuffer.allocate(BUFFER).flip(), this.received));
		String ending = carry(this.client, connected, buffer, this.sent);
		back.join();
		return this.meter.exceeded() ? "too much transferred" : ending;
	}

	/**
	 * Carries bytes in one direction until they end.
	 * @param buffer holds what was read already
	 * @return how they ended
	 */
	private String carry(SocketChannel from, SocketChannel to, ByteBuffer buffer, AtomicLong count) {
		try {
			pass(buffer, to, count);
			while (from.read(buffer.clear()) >= 0) {
				pass(buffer.flip(), to, count);
			}
			to.shutdownOutput();
			return "complete";
		}
		catch (IOException ex) {
			disconnect();
			return this.closed ? CLOSED : BROKEN_OFF;
		}
	}

	private void pass(ByteBuffer buffer, SocketChannel to, AtomicLong count) throws IOException {
		this.meter.pass(buffer.remaining());
		count.addAndGet(buffer.remaining());
		this.lastActivity = System.nanoTime();
		write(to, buffer);
	}

	private static void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
		while (buffer.hasRemaining()) {
			channel.write(buffer);
		}
	}

	/** Tells the client what it will not get, as far as it listens. */
	void answer(RefusedException refusal) {
		byte[] body = ("aura: " + refusal.reason() + "\n").getBytes(StandardCharsets.UTF_8);
		String head = "HTTP/1.1 %d Refused\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
			.formatted(refusal.status(), body.length);
		try {
			write(this.client, ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
			write(this.client, ByteBuffer.wrap(body));
		}
		catch (IOException ex) {
			// It went away first.
		}
	}

	/** Whether nothing has happened on it for too long. */
	boolean stale(EgressProperties properties) {
		Duration limit = this.established ? properties.idleTimeout() : properties.connectTimeout();
		return System.nanoTime() - (this.established ? this.lastActivity : this.begun) > limit.toNanos();
	}

	@Nullable HostPort target() {
		return this.target;
	}

	long sent() {
		return this.sent.get();
	}

	long received() {
		return this.received.get();
	}

	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.begun);
	}

	@Override
	public void close() {
		this.closed = true;
		disconnect();
	}

	private void disconnect() {
		quietly(this.client);
		SocketChannel other = this.upstream;
		if (other != null) {
			quietly(other);
		}
	}

	private static void quietly(SocketChannel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			// It is of no use any more either way.
		}
	}

}
