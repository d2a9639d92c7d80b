package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.aura.bus.AuraProperties;

import org.springframework.stereotype.Component;

/**
 * Runs commands of the system to their end or their limits, and lends the threads and
 * measures to whatever else has to do with processes.
 */
@Component
class Supervisor implements AutoCloseable {

	/** How long the outputs may stay open once every process was killed. */
	private static final Duration GRACE = Duration.ofSeconds(2);

	/** How often it is asked whether anybody still waits for the result. */
	private static final Duration GLANCE = Duration.ofMillis(100);

	private final Launcher launcher;

	private final int keep;

	private final long flood;

	private final SandboxProperties properties;

	private final Path workspace;

	// Reading a pipe holds a carrier of virtual threads, so these are platform threads.
	private final ExecutorService pumps = Executors
		.newCachedThreadPool(Thread.ofPlatform().daemon().name("sandbox-pump-", 0).factory());

	Supervisor(Launcher launcher, SandboxProperties properties, AuraProperties aura) {
		this.launcher = launcher;
		this.keep = Math.toIntExact(properties.maxOutput().toBytes());
		this.flood = properties.maxWritten().toBytes();
		this.properties = properties;
		this.workspace = aura.workspace();
	}

	/** Does something that may block, on a thread of its own. */
	<T> Future<T> submit(Callable<T> task) {
		return this.pumps.submit(task);
	}

	/** What acts when a program writes too much. */
	FloodGate gate(Runnable tooMuch) {
		return new FloodGate(this.flood, tooMuch);
	}

	/** What keeps as much of an output as is answered. */
	Capture capture() {
		return new Capture(this.keep);
	}

	/** What tells when the program in an isolate, from now on, used too much. */
	Meter meter(IsolateSpec spec, Containment containment) {
		ProgramLimits limits = limits(spec);
		return new Meter(containment, new DiskUse(this::free, limits.disk().toBytes()), limits.cpuTime());
	}

	/** What the program in an isolate may use. */
	ProgramLimits limits(IsolateSpec spec) {
		return this.properties.limits(spec);
	}

	/** Bytes that are free where the workspace is; none where that is not known. */
	private long free() {
		return this.workspace.toFile().getFreeSpace();
	}

	/**
	 * Runs a command to its end or its limits.
	 * @param unwanted whether nobody waits for the result any more, which ends it too
	 * @param kill ends everything that the process started and returns when it is dead;
	 * called once or more, also after the process ended by itself
	 * @throws IOException when there is no such command
	 */
	Finished run(ProcessBuilder builder, byte[] stdin, Duration timeout, BooleanSupplier unwanted,
			Consumer<Process> kill) throws IOException, InterruptedException {
		long begun = System.nanoTime();
		Process process = this.launcher.start(builder);
		FloodGate gate = gate(() -> kill.accept(process));
		Capture stdout = capture();
		Capture stderr = capture();
		Finished.Cause cause;
		Future<?> drained;
		Future<?> drainedToo;
		try {
			drained = this.pumps.submit(new OutputDrain(process.getInputStream(), stdout, gate));
			drainedToo = this.pumps.submit(new OutputDrain(process.getErrorStream(), stderr, gate));
			this.pumps.execute(() -> feed(process, stdin));
			cause = awaitEnd(process, timeout, unwanted);
		}
		finally {
			kill.accept(process);
		}
		await(drained);
		await(drainedToo);
		return finished(process, gate, cause, captured(stdout, stderr, begun));
	}

	private static Finished.Cause awaitEnd(Process process, Duration timeout, BooleanSupplier unwanted)
			throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		long left = timeout.toNanos();
		while (!process.waitFor(Math.min(left, GLANCE.toNanos()), TimeUnit.NANOSECONDS)) {
			left = deadline - System.nanoTime();
			if (left <= 0) {
				return Finished.Cause.DEADLINE;
			}
			if (unwanted.getAsBoolean()) {
				return Finished.Cause.ABANDONED;
			}
		}
		return Finished.Cause.ENDED;
	}

	/**
	 * Kills one process. By its handle, since {@link Process#destroyForcibly} also throws
	 * away the output that was not read yet.
	 */
	static void kill(Process process) {
		process.toHandle().destroyForcibly();
	}

	private static void feed(Process process, byte[] stdin) {
		try (OutputStream stream = process.getOutputStream()) {
			stream.write(stdin);
		}
		catch (IOException ex) {
			// The program ended or closed its stdin without reading all: its choice.
		}
	}

	/** Waits for the end of an output, but not for one that something holds open. */
	private static void await(Future<?> drained) throws InterruptedException {
		try {
			drained.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			drained.cancel(true);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

	private static Ending.Captured captured(Capture stdout, Capture stderr, long begun) {
		return new Ending.Captured(stdout.text(), stderr.text(), stdout.truncated() || stderr.truncated(),
				Duration.ofNanos(System.nanoTime() - begun), null);
	}

	private static Finished finished(Process process, FloodGate gate, Finished.Cause cause, Ending.Captured captured) {
		if (gate.flooded()) {
			return new Finished(Finished.Cause.FLOOD, 0, captured);
		}
		return new Finished(cause, (cause == Finished.Cause.ENDED) ? process.exitValue() : 0, captured);
	}

	@Override
	public void close() {
		this.pumps.shutdownNow();
	}

}
