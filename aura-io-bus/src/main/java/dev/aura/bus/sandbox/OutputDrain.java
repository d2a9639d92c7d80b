package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads one output of a process to its end, so that the process never blocks on a full
 * pipe, and keeps the beginning.
 */
final class OutputDrain implements Runnable {

	private static final int BUFFER = 16 * 1024;

	private final InputStream stream;

	private final Capture kept;

	private final FloodGate gate;

	OutputDrain(InputStream stream, Capture kept, FloodGate gate) {
		this.stream = stream;
		this.kept = kept;
		this.gate = gate;
	}

	@Override
	public void run() {
		byte[] buffer = new byte[BUFFER];
		try (this.stream) {
			for (int count = this.stream.read(buffer); count >= 0; count = this.stream.read(buffer)) {
				this.kept.add(buffer, 0, count);
				this.gate.passed(count);
			}
		}
		catch (IOException ex) {
			// The pipe was closed under us: what was read until then is the output.
		}
	}

}
