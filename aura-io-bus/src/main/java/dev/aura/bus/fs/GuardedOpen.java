package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;

/**
 * Opens for reading only, on a thread that can be spared: when the file becomes a pipe at
 * the last moment, the system call waits for a writer and cannot be interrupted. The
 * caller gives up after a while and plays that writer, which sets the thread free unless
 * the pipe is gone too. The number of threads is bounded, so that even the worst
 * neighbour cannot use them up without end.
 */
final class GuardedOpen {

	private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

	private static final Set<OpenOption> READ_WRITE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
			LinkOption.NOFOLLOW_LINKS);

	private static final int RESCUES = 50;

	private static final Duration RESCUE_TIME = Duration.ofMillis(10);

	private final Semaphore threads;

	private final Duration patience;

	GuardedOpen(int threads, Duration patience) {
		this.threads = new Semaphore(threads);
		this.patience = patience;
	}

	FileChannel open(SecureDirectoryStream<Path> directory, Path name) throws IOException {
		CompletableFuture<FileChannel> opened = new CompletableFuture<>();
		Thread opener = start(directory, name, opened);
		try {
			if (opener.join(this.patience) || !opened.cancel(false)) {
				return result(opened);
			}
			rescue(opener, directory, name);
			throw new ChangedMeanwhileException(name);
		}
		catch (InterruptedException ex) {
			opened.cancel(false);
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while opening " + name, ex);
		}
	}

	private static FileChannel result(CompletableFuture<FileChannel> opened) throws IOException {
		try {
			return opened.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof IOException failure) ? failure : new IOException(ex.getCause());
		}
	}

	private Thread start(SecureDirectoryStream<Path> directory, Path name, CompletableFuture<FileChannel> opened)
			throws IOException {
		acquire();
		try {
			// A descriptor of its own: closing the caller's would wait for this thread.
			SecureDirectoryStream<Path> own = directory.newDirectoryStream(Path.of("."));
			return Thread.ofPlatform().daemon().name("fs-open").start(() -> openHere(own, name, opened));
		}
		catch (IOException | RuntimeException | Error ex) {
			this.threads.release();
			throw ex;
		}
	}

	private void acquire() throws IOException {
		try {
			if (!this.threads.tryAcquire(this.patience.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new ProblemException(ProblemType.UNAVAILABLE,
						"Too many files of the workspace are being opened; some may be pipes in disguise.")
					.retryAfter(Duration.ofSeconds(5));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted before opening a file", ex);
		}
	}

	private void openHere(SecureDirectoryStream<Path> directory, Path name, CompletableFuture<FileChannel> opened) {
		try (directory) {
			FileChannel channel = (FileChannel) directory.newByteChannel(name, READ);
			if (!opened.complete(channel)) {
				channel.close();
			}
		}
		catch (IOException | RuntimeException ex) {
			opened.completeExceptionally(ex);
		}
		finally {
			this.threads.release();
		}
	}

	private static void rescue(Thread opener, SecureDirectoryStream<Path> directory, Path name)
			throws InterruptedException {
		for (int attempt = 0; attempt < RESCUES && opener.isAlive(); attempt++) {
			rescueOnce(opener, directory, name);
			opener.join(RESCUE_TIME);
		}
	}

	private static void rescueOnce(Thread opener, SecureDirectoryStream<Path> directory, Path name)
			throws InterruptedException {
		try {
			SeekableByteChannel writer = directory.newByteChannel(name, READ_WRITE);
			opener.join(RESCUE_TIME);
			writer.close();
		}
		catch (IOException ex) {
			// Not there now; it may come back under the same name.
		}
	}

	/** How many openings can begin now. */
	int available() {
		return this.threads.availablePermits();
	}

}
