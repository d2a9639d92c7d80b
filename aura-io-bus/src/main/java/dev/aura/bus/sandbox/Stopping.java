package dev.aura.bus.sandbox;

import java.time.Duration;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Ends the programs that still run when the bus stops: after the time in which they may
 * end by themselves, and before anything is closed that they or their answers need.
 */
@Component
class Stopping implements SmartLifecycle {

	/** How long ending them may take. */
	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private final Admission admission;

	private volatile boolean running;

	private volatile boolean begun;

	Stopping(Admission admission) {
		this.admission = admission;
	}

	/** Whether programs should end now. */
	boolean begun() {
		return this.begun;
	}

	@Override
	public void start() {
		this.begun = false;
		this.running = true;
	}

	@Override
	public void stop() {
		this.begun = true;
		try {
			this.admission.awaitIdle(PATIENCE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Between the end of the web server's patience with its calls and its own. */
	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 1;
	}

}
