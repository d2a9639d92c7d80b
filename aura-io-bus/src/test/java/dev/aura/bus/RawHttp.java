package dev.aura.bus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection that sends what no well-behaved client would. */
public final class RawHttp implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 30_000;

	private final Socket socket;

	private RawHttp(Socket socket) {
		this.socket = socket;
	}

	public static RawHttp connect(TestBus bus) throws IOException {
		Socket socket = new Socket("127.0.0.1", bus.uri("/").getPort());
		socket.setSoTimeout(PATIENCE_MILLIS);
		return new RawHttp(socket);
	}

	/** Sends bytes, each a character up to U+00FF. */
	public RawHttp send(String bytes) throws IOException {
		try {
			this.socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
		}
		catch (SocketException refused) {
			// The bus may answer and hang up before it has read everything.
		}
		return this;
	}

	/** Says that nothing more comes, without hanging up. */
	public RawHttp end() throws IOException {
		this.socket.shutdownOutput();
		return this;
	}

	/** Everything that comes until the bus hangs up. */
	public Answer answer() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try {
			InputStream in = this.socket.getInputStream();
			in.transferTo(bytes);
		}
		catch (SocketException reset) {
			// What arrived before the reset counts.
		}
		return new Answer(bytes.toString(StandardCharsets.ISO_8859_1));
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * The answer on a connection.
	 *
	 * @param text everything that came, each byte a character
	 */
	public record Answer(String text) {

		/** The status, or 0 when no answer came. */
		public int status() {
			return this.text.startsWith("HTTP/1.1 ") ? Integer.parseInt(this.text.substring(9, 12)) : 0;
		}

		/** The value of a header, or nothing. */
		public String header(String name) {
			for (String line : this.text.substring(0, headLength()).split("\r\n")) {
				if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
					return line.substring(name.length() + 1).strip();
				}
			}
			return "";
		}

		/** What follows the headers, its chunks put together. */
		public String body() {
			String rest = this.text.substring(Math.min(this.text.length(), headLength() + 4));
			String body = header("Transfer-Encoding").equals("chunked") ? joined(rest) : rest;
			return new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
		}

		private static String joined(String chunks) {
			StringBuilder body = new StringBuilder();
			int at = 0;
			while (true) {
				int line = chunks.indexOf("\r\n", at);
				int length = Integer.parseInt(chunks.substring(at, line), 16);
				if (length == 0) {
					return body.toString();
				}
				body.append(chunks, line + 2, line + 2 + length);
				at = line + 2 + length + 2;
			}
		}

		private int headLength() {
			int end = this.text.indexOf("\r\n\r\n");
			return (end < 0) ? this.text.length() : end;
		}

	}

}
