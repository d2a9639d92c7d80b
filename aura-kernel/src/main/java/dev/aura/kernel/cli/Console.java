package dev.aura.kernel.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Usage;
import dev.aura.kernel.run.RunEvent;

/** Shows a run to a person as it happens: the answer on stdout, all else on stderr. */
final class Console implements Consumer<RunEvent> {

	private static final int LONGEST = 140;

	private final Terminal terminal;

	private final PrintStream err;

	/** Whether the cursor stands after a piece of the model's text. */
	private boolean inText;

	Console(Terminal terminal) {
		this.terminal = terminal;
		this.err = terminal.err();
	}

	@Override
	public void accept(RunEvent event) {
		switch (event.event()) {
			case AgentEvent.RunStarted started -> {
				// Its id is said with the model, which has to come first.
			}
			case AgentEvent.ModelChosen model -> {
				line("model: %s at %s (%s)".formatted(Terminal.line(model.model(), LONGEST), model.address(),
						model.reason()));
				line(this.terminal.dim("run " + event.run()));
			}
			case AgentEvent.Resumed resumed -> line(this.terminal.dim("goes on after step " + resumed.step()));
			case AgentEvent.StepStarted step -> line(this.terminal.bold("step " + step.step()));
			case AgentEvent.Text text -> text(text.text());
			case AgentEvent.ToolCalled call -> line("  -> %s %s".formatted(Terminal.line(call.tool(), LONGEST),
					this.terminal.dim(Terminal.line(call.arguments(), LONGEST))));
			case AgentEvent.ToolAnswered answer -> answered(answer);
			case AgentEvent.TokensUsed tokens -> {
				// Summed up at the end.
			}
			case AgentEvent.AnswerLost lost -> {
				// Why is said apart.
			}
			case AgentEvent.ModelRetried retry -> line(this.terminal.red("  the model's call failed: %s; again in %s"
				.formatted(Terminal.line(retry.reason(), LONGEST), seconds(retry.delayMillis()))));
			case AgentEvent.Waiting end -> {
				end.questions().forEach((question) -> line(Terminal.harmless(question.question())));
				ending("a person has to decide on this first", end.steps(), end.usage(), end.millis());
				line("to go on: ./run.sh approve %s yes|no|always [REASON]".formatted(event.run()));
			}
			case AgentEvent.Configured configured -> {
				// Whoever started the run knows.
			}
			case AgentEvent.SubRunStarted started ->
				line(this.terminal.dim("  sub-run " + Terminal.line(started.id(), LONGEST)));
			case AgentEvent.Instructed instructed -> {
				// Whoever works here knows them.
			}
			case AgentEvent.Decided decided -> line("  %s %s%s".formatted(decided.allowed() ? "allowed" : "refused",
					Terminal.line(decided.tool(), LONGEST), decided.forRun() ? " for this run" : ""));
			case AgentEvent.Summarised summary ->
				line(this.terminal.dim("  summed up the conversation so far, which outgrew the model"));
			case AgentEvent.Answered end -> answer(end);
			case AgentEvent.Failed end -> ending("failed: " + end.reason(), end.steps(), end.usage(), end.millis());
			case AgentEvent.BudgetRanOut end -> ranOut(end, event.run());
			case AgentEvent.Interrupted end -> ending("interrupted", end.steps(), end.usage(), end.millis());
		}
	}

	private void text(String text) {
		this.err.print(this.terminal.dim(Terminal.harmless(text)));
		this.err.flush();
		this.inText = true;
	}

	private void answered(AgentEvent.ToolAnswered answer) {
		String mark = answer.ok() ? "  ok " : this.terminal.red(answer.unknown() ? "  ?? " : "  no ");
		line("%s %s %s %s".formatted(mark, Terminal.line(answer.tool(), LONGEST), seconds(answer.millis()),
				this.terminal.dim(Terminal.line(answer.result(), LONGEST))));
	}

	private void answer(AgentEvent.Answered end) {
		line(this.terminal.dim(cost(end.steps(), end.usage(), end.millis())));
		PrintStream out = this.terminal.out();
		out.println(this.terminal.answerOnTerminal() ? Terminal.harmless(end.answer()) : end.answer());
		out.flush();
	}

	private void ending(String how, int steps, Usage usage, long millis) {
		line(this.terminal.red(Terminal.harmless(how)));
		line(this.terminal.dim(cost(steps, usage, millis)));
	}

	private void ranOut(AgentEvent.BudgetRanOut end, String run) {
		String of = (end.of() == null) ? "" : " in run " + end.of();
		ending("a budget ran out: %s is %s%s".formatted(end.variable(), end.limit().toPlainString(), of), end.steps(),
				end.usage(), end.millis());
		List<String> done = end.done();
		line(done.isEmpty() ? "nothing was done yet" : "done so far:");
		done.forEach((call) -> line("  " + Terminal.line(call, LONGEST)));
		line((end.of() == null) ? "to go on with more: %s=... ./run.sh resume %s".formatted(end.variable(), run)
				: "it goes on once that run has more");
	}

	/** What an answer cost. */
	static String cost(AgentEvent.Answered end) {
		return cost(end.steps(), end.usage(), end.millis());
	}

	private static String cost(int steps, Usage usage, long millis) {
		return "%d %s, %d tokens, %s".formatted(steps, (steps == 1) ? "step" : "steps", usage.total(), seconds(millis));
	}

	private static String seconds(long millis) {
		return (millis < 1000) ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
	}

	private void line(String text) {
		if (this.inText) {
			this.err.println();
			this.inText = false;
		}
		this.err.println(text);
	}

}
