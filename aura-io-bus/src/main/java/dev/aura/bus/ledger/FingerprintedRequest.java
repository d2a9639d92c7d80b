package dev.aura.bus.ledger;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request whose method, path, query and body can be told from another's. JSON bodies
 * are small and read at once; the bytes of {@code PUT /fs/raw} and
 * {@code POST /memory/import} are digested as they stream by.
 */
class FingerprintedRequest extends HttpServletRequestWrapper {

	private final MessageDigest digest = sha256();

	private final ServletInputStream body;

	private final boolean streamed;

	private FingerprintedRequest(HttpServletRequest request, boolean streamed) throws IOException {
		super(request);
		this.streamed = streamed;
		this.digest
			.update((request.getMethod() + "\n" + request.getRequestURI() + "\n" + request.getQueryString() + "\n")
				.getBytes(StandardCharsets.UTF_8));
		InputStream digested = new DigestInputStream(request.getInputStream(), this.digest);
		this.body = new BodyStream(streamed ? digested : new ByteArrayInputStream(digested.readAllBytes()));
	}

	static FingerprintedRequest of(HttpServletRequest request) throws IOException {
		return new FingerprintedRequest(request,
				request.getRequestURI().startsWith("/fs/raw/") || request.getRequestURI().equals("/memory/import"));
	}

	/** Whether the whole body is in the fingerprint. */
	boolean isReadToTheEnd() {
		return !this.streamed || this.body.isFinished();
	}

	/** The fingerprint of what has been read. */
	String fingerprintSoFar() {
		try {
			return HexFormat.of().formatHex(((MessageDigest) this.digest.clone()).digest());
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The fingerprint; reads what is left of the body. */
	String fingerprint() throws IOException {
		this.body.transferTo(OutputStream.nullOutputStream());
		return fingerprintSoFar();
	}

	@Override
	public ServletInputStream getInputStream() {
		return this.body;
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class BodyStream extends ServletInputStream {

		private final InputStream stream;

		private boolean finished;

		BodyStream(InputStream stream) {
			this.stream = stream;
		}

		@Override
		public int read() throws IOException {
			int value = this.stream.read();
			this.finished = value < 0;
			return value;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int read = this.stream.read(buffer, offset, length);
			this.finished = read < 0;
			return read;
		}

		@Override
		public boolean isFinished() {
			return this.finished;
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setReadListener(ReadListener listener) {
			throw new IllegalStateException("The body is read by blocking calls only");
		}

	}

}
