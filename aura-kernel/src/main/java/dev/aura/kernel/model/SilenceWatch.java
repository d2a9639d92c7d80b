package dev.aura.kernel.model;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A stream that is closed when no byte came for too long, since a stalled answer would
 * otherwise be waited for without end.
 */
final class SilenceWatch extends FilterInputStream {

	/** How long a server may take to end a stream whose last event has come. */
	private static final Duration FAREWELL = Duration.ofMillis(500);

	private final Thread watcher;

	private volatile long deadline;

	private volatile boolean complete;

	private volatile boolean stalled;

	private final Duration longest;

	SilenceWatch(InputStream stream, Duration longest) {
		super(stream);
		this.longest = longest;
		this.deadline = System.nanoTime() + longest.toNanos();
		this.watcher = Thread.ofVirtual().name("model-silence").start(this::watch);
	}

	/** Whether the stream was closed for silence before it was complete. */
	boolean stalled() {
		return this.stalled && !this.complete;
	}

	/**
	 * All that matters has come. The rest is read, since only a connection whose answer
	 * was read to its end can be used again, but it is hardly waited for.
	 */
	void complete() {
		this.complete = true;
		Thread.ofVirtual().name("model-farewell").start(() -> {
			try {
				Thread.sleep(FAREWELL);
				this.in.close();
			}
			catch (InterruptedException | IOException ex) {
				// It is closed already.
			}
		});
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		try {
			int count = super.read(buffer, offset, length);
			this.deadline = System.nanoTime() + this.longest.toNanos();
			return count;
		}
		catch (IOException ex) {
			if (this.complete) {
				return -1;
			}
			throw ex;
		}
	}

	@Override
	public void close() throws IOException {
		this.watcher.interrupt();
		super.close();
	}

	private void watch() {
		try {
			long left = this.deadline - System.nanoTime();
			while (left > 0) {
				Thread.sleep(Duration.ofNanos(left));
				left = this.deadline - System.nanoTime();
			}
			this.stalled = true;
			this.in.close();
		}
		catch (InterruptedException | IOException ex) {
			// The answer ended, or the stream is closed already.
		}
	}

}
