package dev.aura.testkit;

import org.junit.jupiter.api.Test;

import static dev.aura.testkit.RunAssert.assertThat;

/** A run that was kept, of the real kernel. */
class JournalTest {

	@Test
	void replaysARunThatWasKept(@Journal("runs/plan") RecordedRun run) {
		assertThat(run).replays()
			.callsTools("search_web", "remember", "execute_code", "write_file")
			.hasEffects("remember", "execute_code", "write_file")
			.calls("write_file",
					(call) -> call.ok() && call.arguments() != null && call.arguments().contains("plan.md"))
			.answersContaining("the moon")
			.leavesNothingUnknown()
			.takesAtMost(4);
	}

}
