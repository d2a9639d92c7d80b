package dev.aura.testkit;

import java.util.List;
import java.util.function.Predicate;

import dev.aura.kernel.replay.RecordedCall;
import dev.aura.kernel.replay.Replayed;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** What a test expects of a run. */
public final class RunAssert extends AbstractAssert<RunAssert, RecordedRun> {

	private RunAssert(RecordedRun run) {
		super(run, RunAssert.class);
	}

	/** Begins what is expected of a run. */
	public static RunAssert assertThat(RecordedRun run) {
		return new RunAssert(run);
	}

	/** Run again, it does the same. */
	public RunAssert replays() {
		isNotNull();
		Replayed replayed = this.actual.replay();
		replayed.parting().ifPresent((parting) -> failWithMessage("""
				The replay of %s parts from the record at: %s
				recorded: %s
				replayed: %s""", this.actual, parting.what(), parting.recordedJson(), parting.replayedJson()));
		return this;
	}

	/** It did what this hash is over, as {@code ./run.sh replay} prints it. */
	public RunAssert hasHash(String hash) {
		isNotNull();
		Assertions.assertThat(this.actual.hash()).as("hash of %s", this.actual).isEqualTo(hash);
		return this;
	}

	/** It came so far, such as {@code answered} or {@code waiting}. */
	public RunAssert hasStatus(String status) {
		isNotNull();
		Assertions.assertThat(this.actual.status()).as("status of %s", this.actual).isEqualTo(status);
		return this;
	}

	/** It ended with this answer. */
	public RunAssert answers(String answer) {
		isNotNull();
		Assertions.assertThat(this.actual.answer()).as("answer of %s", this.actual).contains(answer);
		return this;
	}

	/** It ended with an answer that contains these texts. */
	public RunAssert answersContaining(String... texts) {
		isNotNull();
		Assertions.assertThat(this.actual.answer())
			.as("answer of %s", this.actual)
			.hasValueSatisfying((answer) -> Assertions.assertThat(answer).contains(texts));
		return this;
	}

	/** It called exactly these tools, in this order. */
	public RunAssert callsTools(String... tools) {
		isNotNull();
		Assertions.assertThat(this.actual.toolCalls())
			.as("tools called by %s", this.actual)
			.extracting(RecordedCall::tool)
			.containsExactly(tools);
		return this;
	}

	/** It called a tool in a way that fits at least once. */
	public RunAssert calls(String tool, Predicate<RecordedCall> fits) {
		isNotNull();
		List<RecordedCall> calls = this.actual.toolCalls().stream().filter((call) -> call.tool().equals(tool)).toList();
		Assertions.assertThat(calls).as("calls of %s by %s", tool, this.actual).anyMatch(fits);
		return this;
	}

	/** It never called this tool. */
	public RunAssert doesNotCall(String tool) {
		isNotNull();
		Assertions.assertThat(this.actual.toolCalls())
			.as("tools called by %s", this.actual)
			.extracting(RecordedCall::tool)
			.doesNotContain(tool);
		return this;
	}

	/**
	 * It changed something by exactly these tools, in this order, as far as anybody can
	 * tell.
	 */
	public RunAssert hasEffects(String... tools) {
		isNotNull();
		Assertions.assertThat(this.actual.effects())
			.as("effects of %s", this.actual)
			.extracting(RecordedCall::tool)
			.containsExactly(tools);
		return this;
	}

	/** Of all that it did the outcome is known. */
	public RunAssert leavesNothingUnknown() {
		isNotNull();
		Assertions.assertThat(this.actual.toolCalls()).as("calls of %s", this.actual).noneMatch(RecordedCall::unknown);
		return this;
	}

	/** It took at most so many calls of the model. */
	public RunAssert takesAtMost(int steps) {
		isNotNull();
		Assertions.assertThat(this.actual.steps()).as("steps of %s", this.actual).isLessThanOrEqualTo(steps);
		return this;
	}

}
