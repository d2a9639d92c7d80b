package dev.aura.bus.egress;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Another machine: greets, then sends back what it gets, in upper case. */
final class EchoServer implements AutoCloseable {

	private final ServerSocket door;

	private final List<Socket> connections = new CopyOnWriteArrayList<>();

	EchoServer() {
		try {
			this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread.ofVirtual().start(this::accept);
	}

	InetSocketAddress address() {
		return (InetSocketAddress) this.door.getLocalSocketAddress();
	}

	/** How many connected so far. */
	int connections() {
		return this.connections.size();
	}

	private void accept() {
		try {
			while (true) {
				Socket connection = this.door.accept();
				this.connections.add(connection);
				Thread.ofVirtual().start(() -> echo(connection));
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private static void echo(Socket connection) {
		try (connection; OutputStream out = connection.getOutputStream()) {
			byte[] buffer = new byte[8192];
			for (int n = connection.getInputStream().read(buffer); n >= 0; n = connection.getInputStream()
				.read(buffer)) {
				out.write(new String(buffer, 0, n, StandardCharsets.ISO_8859_1).toUpperCase(java.util.Locale.ROOT)
					.getBytes(StandardCharsets.ISO_8859_1));
			}
		}
		catch (IOException ex) {
			// The other side went away.
		}
	}

	@Override
	public void close() {
		try {
			this.door.close();
			for (Socket connection : this.connections) {
				connection.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
