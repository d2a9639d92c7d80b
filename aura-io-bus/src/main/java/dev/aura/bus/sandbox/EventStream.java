package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.web.util.ContentCachingResponseWrapper;
import org.springframework.web.util.WebUtils;

/**
 * Answers a program as events: {@code stdout} and {@code stderr} as they come, and what
 * became of it as the last one. The program waits while its reader does. Under an
 * idempotency key only the last event is recorded, and so answered again.
 */
final class EventStream implements OutputSink, AutoCloseable {

	private final HttpServletResponse recorded;

	/** Goes past what records answers, which would hold them back until their end. */
	private final HttpServletResponse live;

	private final JsonMapper json;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Source, Text> texts = new EnumMap<>(Map.of(Source.STDOUT, new Text(), Source.STDERR, new Text()));

	private volatile boolean begun;

	private boolean closed;

	private volatile boolean broken;

	EventStream(HttpServletResponse response, JsonMapper json) {
		ContentCachingResponseWrapper recorder = WebUtils.getNativeResponse(response,
				ContentCachingResponseWrapper.class);
		this.recorded = response;
		this.live = (recorder != null) ? (HttpServletResponse) recorder.getResponse() : response;
		this.json = json;
	}

	/** Whether its reader is known to be gone. */
	boolean broken() {
		return this.broken;
	}

	/** Whether there was an event already, so that a failure has to be one, too. */
	boolean begun() {
		return this.begun;
	}

	@Override
	public void accept(Source source, byte[] bytes, int offset, int length) throws IOException {
		this.lock.lock();
		try {
			if (this.closed) {
				throw new IOException("The answer has ended");
			}
			send(source, text(source).decoded(ByteBuffer.wrap(bytes, offset, length), false));
		}
		catch (IOException ex) {
			this.broken = true;
			throw ex;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Text text(Source source) {
		return this.texts.computeIfAbsent(source, (unknown) -> new Text());
	}

	private void send(Source source, String text) throws IOException {
		if (!text.isEmpty()) {
			write(this.live, (source == Source.STDOUT) ? "stdout" : "stderr", Map.of("text", text));
			this.live.flushBuffer();
		}
	}

	/** Says what became of the program. */
	void result(Object result) throws IOException {
		last("result", result);
	}

	/** Says why there is no result. */
	void problem(ProblemException problem) throws IOException {
		last("problem", Problems.body(problem));
	}

	private void last(String event, Object data) throws IOException {
		this.lock.lock();
		try {
			for (Source source : Source.values()) {
				send(source, text(source).decoded(ByteBuffer.allocate(0), true));
			}
			write(this.recorded, event, data);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void write(HttpServletResponse response, String event, Object data) throws IOException {
		if (!this.begun) {
			this.begun = true;
			this.recorded.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
			this.recorded.setHeader("Cache-Control", "no-store");
		}
		OutputStream stream = response.getOutputStream();
		stream.write(("event: " + event + "\ndata: ").getBytes(StandardCharsets.UTF_8));
		stream.write(this.json.writeValueAsBytes(data));
		stream.write("\n\n".getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Takes nothing more, so that nothing is written to what is another's answer then.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What one output says, of which a piece may end amid a character. */
	private static final class Text {

		private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
			.onMalformedInput(CodingErrorAction.REPLACE)
			.onUnmappableCharacter(CodingErrorAction.REPLACE);

		private ByteBuffer left = ByteBuffer.allocate(0);

		String decoded(ByteBuffer piece, boolean last) {
			ByteBuffer all = ByteBuffer.allocate(this.left.remaining() + piece.remaining()).put(this.left).put(piece);
			all.flip();
			CharBuffer text = CharBuffer.allocate(all.remaining() + 1);
			this.decoder.decode(all, text, last);
			if (last) {
				this.decoder.flush(text);
			}
			this.left = all;
			return text.flip().toString();
		}

	}

}
