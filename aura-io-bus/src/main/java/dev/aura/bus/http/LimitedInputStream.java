package dev.aura.bus.http;

import java.io.IOException;

import dev.aura.bus.problem.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

/** A body that fails with a problem once it turns out too large. */
class LimitedInputStream extends ServletInputStream {

	private final ServletInputStream body;

	private final ProblemException problem;

	private long left;

	LimitedInputStream(ServletInputStream body, long limit, ProblemException problem) {
		this.body = body;
		this.left = limit;
		this.problem = problem;
	}

	@Override
	public int read() throws IOException {
		int value = this.body.read();
		count((value < 0) ? 0 : 1);
		return value;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		int read = this.body.read(buffer, offset, length);
		count(Math.max(0, read));
		return read;
	}

	private void count(int read) {
		this.left -= read;
		if (this.left < 0) {
			throw this.problem;
		}
	}

	@Override
	public boolean isFinished() {
		return this.body.isFinished();
	}

	@Override
	public boolean isReady() {
		return this.body.isReady();
	}

	@Override
	public void setReadListener(ReadListener listener) {
		this.body.setReadListener(listener);
	}

}
