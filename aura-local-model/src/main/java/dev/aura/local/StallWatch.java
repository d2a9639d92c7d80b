package dev.aura.local;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A download that ends with a failure when nothing comes for too long: of a connection
 * that stalls a read would never return.
 */
final class StallWatch extends FilterInputStream {

	private final Duration longest;

	private final Thread watcher;

	private volatile long deadline;

	private volatile boolean stalled;

	StallWatch(InputStream body, Duration longest) {
		super(body);
		this.longest = longest;
		this.deadline = System.nanoTime() + longest.toNanos();
		this.watcher = Thread.ofVirtual().name("download-watch").start(this::watch);
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		try {
			int count = super.read(buffer, offset, length);
			this.deadline = System.nanoTime() + this.longest.toNanos();
			return count;
		}
		catch (IOException ex) {
			throw this.stalled ? new IOException("nothing came for " + this.longest.toSeconds() + " s", ex) : ex;
		}
	}

	private void watch() {
		try {
			for (long left = this.longest.toNanos(); left > 0; left = this.deadline - System.nanoTime()) {
				Thread.sleep(Duration.ofNanos(left));
			}
			this.stalled = true;
			this.in.close();
		}
		catch (InterruptedException | IOException ex) {
			// The download ended.
		}
	}

	@Override
	public void close() throws IOException {
		this.watcher.interrupt();
		super.close();
	}

}
