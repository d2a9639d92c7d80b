package dev.aura.bus.sandbox;

import java.io.IOException;
import java.util.Optional;

/** Passes on one output of one program, keeps its beginning and counts it. */
final class OutputPump {

	private final MarkedOutput output;

	private final OutputSink.Source source;

	private final FloodGate gate;

	private final Capture kept;

	private OutputSink sink;

	OutputPump(MarkedOutput output, OutputSink.Source source, FloodGate gate, Capture kept, OutputSink sink) {
		this.output = output;
		this.source = source;
		this.gate = gate;
		this.kept = kept;
		this.sink = sink;
	}

	/**
	 * Runs until the mark.
	 * @return its note; empty when the output ended without one
	 */
	Optional<String> run() {
		try {
			return this.output.passOn(this::pass);
		}
		catch (IOException ex) {
			// The pipe was closed under us: what was read until then is the output.
			return Optional.empty();
		}
	}

	private void pass(byte[] bytes, int offset, int length) {
		this.kept.add(bytes, offset, length);
		this.gate.passed(length);
		try {
			this.sink.accept(this.source, bytes, offset, length);
		}
		catch (IOException ex) {
			// Nobody listens any more; the program must not wait for that.
			this.sink = OutputSink.NONE;
		}
	}

	Capture kept() {
		return this.kept;
	}

}
