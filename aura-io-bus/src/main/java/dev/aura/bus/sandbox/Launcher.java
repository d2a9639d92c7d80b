package dev.aura.bus.sandbox;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

import org.springframework.stereotype.Component;

/**
 * Starts every process of the sandbox from one thread that lives as long as the bus.
 * Linux ties a child that asked to die with its parent to the <em>thread</em> that
 * started it: started by the thread of a request, a program would be killed when that
 * thread ends.
 */
@Component
class Launcher implements AutoCloseable {

	private final ExecutorService thread = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("sandbox-launcher").factory());

	private final Set<Process> alive = ConcurrentHashMap.newKeySet();

	/**
	 * Starts a process.
	 * @throws IOException when there is no such command, or the bus is stopping
	 */
	Process start(ProcessBuilder builder) throws IOException, InterruptedException {
		Future<Process> start = submit(builder);
		try {
			return start.get();
		}
		catch (ExecutionException ex) {
			throw new IOException("The process could not be started", ex.getCause());
		}
		catch (InterruptedException ex) {
			// The same thread does this after the start, so that nothing is left behind.
			this.thread.execute(() -> this.alive.forEach((process) -> killIfStartedBy(start, process)));
			throw ex;
		}
	}

	private Future<Process> submit(ProcessBuilder builder) throws IOException {
		try {
			return this.thread.submit(() -> started(builder));
		}
		catch (RejectedExecutionException ex) {
			throw new IOException("The bus is stopping", ex);
		}
	}

	private Process started(ProcessBuilder builder) throws IOException {
		Process process = builder.start();
		this.alive.add(process);
		process.onExit().thenRun(() -> this.alive.remove(process));
		return process;
	}

	private static void killIfStartedBy(Future<Process> start, Process process) {
		if (start.state() == Future.State.SUCCESS && start.resultNow() == process) {
			process.destroyForcibly();
		}
	}

	/** Kills what still runs when the bus stops. */
	@Override
	public void close() {
		this.thread.shutdown();
		this.alive.forEach(Process::destroyForcibly);
	}

}
