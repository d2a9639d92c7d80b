package dev.aura.kernel.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.aura.kernel.agent.AgentEvent;
import org.jspecify.annotations.Nullable;

/**
 * How long a run was driven in its lives so far: in each from its first move to the last
 * thing that it noted. It is not driven while it waits for its turn or for a person who
 * is not there, nor while no process carries it.
 */
final class Driven {

	private Duration sum = Duration.ZERO;

	private @Nullable Instant begin;

	private Instant last = Instant.EPOCH;

	private Driven() {
	}

	static Duration in(List<RunEvent> events) {
		Driven driven = new Driven();
		events.forEach(driven::add);
		driven.end();
		return driven.sum;
	}

	private void add(RunEvent event) {
		switch (event.event()) {
			case AgentEvent.ModelChosen chosen -> begin(event.time());
			case AgentEvent.Decided decided -> {
				// Said to the run, not by it.
			}
			case AgentEvent.Resumed resumed -> end();
			default -> this.last = event.time();
		}
		if (event.status().ended() || event.event() instanceof AgentEvent.Waiting) {
			end();
		}
	}

	private void begin(Instant time) {
		end();
		this.begin = time;
		this.last = time;
	}

	private void end() {
		if (this.begin != null) {
			this.sum = this.sum.plus(Duration.between(this.begin, this.last));
			this.begin = null;
		}
	}

}
