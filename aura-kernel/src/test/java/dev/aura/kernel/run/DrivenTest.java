package dev.aura.kernel.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Usage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DrivenTest {

	private final List<RunEvent> events = new ArrayList<>();

	@Test
	void countsFromTheFirstMoveOfALifeToTheLastThingItNoted() {
		at(0, new AgentEvent.RunStarted("Task", "trace"));
		at(10, chosen());
		at(13, new AgentEvent.StepStarted(1));
		// Killed here, and resumed a day later.
		at(86_400, new AgentEvent.Resumed(0));
		at(86_420, chosen());
		at(86_425, new AgentEvent.Interrupted(0, Usage.NONE, 0, true));

		assertThat(Driven.in(this.events)).isEqualTo(Duration.ofSeconds(3 + 5));
	}

	@Test
	void doesNotCountDaysUntilAPersonDecides() {
		at(0, new AgentEvent.RunStarted("Task", "trace"));
		at(0, chosen());
		at(4, new AgentEvent.Waiting(1, List.of(), 1, Usage.NONE, 0));
		at(172_800, new AgentEvent.Decided(1, 1, "write_file", true, false, null, "Write?"));
		at(172_801, new AgentEvent.Resumed(1));
		at(172_802, chosen());
		at(172_803, new AgentEvent.Answered("Done.", 2, Usage.NONE, 0));

		assertThat(Driven.in(this.events)).isEqualTo(Duration.ofSeconds(4 + 1));
	}

	@Test
	void isNothingForARunThatNeverHadItsTurn() {
		at(0, new AgentEvent.RunStarted("Task", "trace"));
		at(50, new AgentEvent.Interrupted(0, Usage.NONE, 0, false));

		assertThat(Driven.in(this.events)).isZero();
	}

	private static AgentEvent chosen() {
		return new AgentEvent.ModelChosen("scripted", "http://127.0.0.1", "a test");
	}

	private void at(long second, AgentEvent event) {
		this.events.add(new RunEvent(this.events.size() + 1, Instant.ofEpochSecond(second), "r", event));
	}

}
