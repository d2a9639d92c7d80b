package dev.aura.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.aura.kernel.run.RecordedRuns;
import dev.aura.kernel.run.ResealedJournal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.aura.testkit.RunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RunAssertTest {

	@TempDir
	private Path home;

	@Test
	void holdsForWhatTheRunDid() {
		RecordedRun run = recorded(3);

		assertThat(run).replays()
			.hasStatus("answered")
			.answers("Counted them.")
			.answersContaining("Counted", "them")
			.callsTools("write_file", "write_file", "write_file", "write_file")
			.hasEffects("write_file", "write_file", "write_file", "write_file")
			.calls("write_file", (call) -> call.step() == 2 && call.result().contains("1.txt"))
			.doesNotCall("execute_code")
			.leavesNothingUnknown()
			.takesAtMost(3)
			.hasHash(recorded(3).hash());
		assertThat(run.task()).isEqualTo("Count to 3");
		assertThat(run.usage().total()).isEqualTo(330);
	}

	@Test
	void failsForWhatItDidNot() {
		RecordedRun run = recorded(2);

		fails(() -> assertThat(run).answers("Something else"), "Something else", "Count to 2");
		fails(() -> assertThat(run).callsTools("write_file"), "write_file");
		fails(() -> assertThat(run).doesNotCall("write_file"), "write_file");
		fails(() -> assertThat(run).calls("recall", (call) -> true), "calls of recall");
		fails(() -> assertThat(run).hasEffects("remember"), "remember");
		fails(() -> assertThat(run).takesAtMost(1), "1");
		fails(() -> assertThat(run).hasStatus("failed"), "answered");
		fails(() -> assertThat(run).hasHash("0".repeat(32)), run.hash());
	}

	@Test
	void saysWhereAReplayPartsFromTheRecord() throws Exception {
		Path folder = folder(2);
		ResealedJournal.replace(folder.resolve("journal.jsonl"), "\"answer\":\"Counted them.\"",
				"\"answer\":\"Guessed them.\"");

		fails(() -> assertThat(RecordedRun.load(folder)).replays(), "parts from the record at: the end",
				"Guessed them.", "Counted them.");
	}

	@Test
	void loadsNoJournalThatIsNotWhole() throws Exception {
		Path folder = folder(2);
		Path journal = folder.resolve("journal.jsonl");
		String text = Files.readString(journal);
		Files.writeString(journal, text.substring(0, text.length() - 3));

		assertThatIllegalArgumentException().isThrownBy(() -> RecordedRun.load(folder))
			.withMessageContaining("is not whole");
		assertThatIllegalArgumentException().isThrownBy(() -> RecordedRun.load(this.home))
			.withMessageContaining("a folder with a journal.jsonl");
	}

	private static void fails(org.assertj.core.api.ThrowableAssert.ThrowingCallable assertion, String... message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.satisfies((failure) -> assertThat(failure.getMessage()).contains(message));
	}

	private RecordedRun recorded(int steps) {
		return RecordedRun.load(folder(steps));
	}

	private Path folder(int steps) {
		return this.home.resolve("runs").resolve(RecordedRuns.record(this.home, steps).value());
	}

}
