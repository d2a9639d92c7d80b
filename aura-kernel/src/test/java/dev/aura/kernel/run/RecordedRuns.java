package dev.aura.kernel.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AgentGraph;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.agent.RunPolicy;
import dev.aura.kernel.agent.SystemPrompt;
import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.model.Model;
import dev.aura.kernel.model.ModelAnswer;
import dev.aura.kernel.tool.ToolResult;
import dev.aura.kernel.tool.Tools;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;

/**
 * Makes journals of any length by the real graph and the real journal; the model and the
 * tools, which answer at once, are in this process.
 */
public final class RecordedRuns {

	private RecordedRuns() {
	}

	/** A run of so many steps in a home; each but the last makes two tool calls. */
	public static RunId record(Path home, int steps) {
		Run run = new RunStore(home).create("Count to " + steps);
		run.happened(new AgentEvent.RunStarted(run.task(), run.trace()));
		List<AppState> states = new ArrayList<>();
		Budget budget = new Budget(Integer.MAX_VALUE, OptionalLong.empty(), Optional.<Duration>empty());
		new AgentGraph(model(steps), new Counting(), budget, RunPolicy.OPEN, run.journal(), run.trace(), "none").run(
				run.id().value(), run.task(), List.of(SystemPrompt.message(), UserMessage.from(run.task())),
				states::add);
		AppState last = states.getLast();
		run.happened(new AgentEvent.Answered(last.answer(), last.step(), last.usage(), 1));
		run.close();
		return run.id();
	}

	private static Model model(int steps) {
		return (messages, tools, listener) -> {
			long step = messages.stream().filter(AiMessage.class::isInstance).count() + 1;
			ModelAnswer.Tokens tokens = new ModelAnswer.Tokens(100, 10, false);
			if (step == steps) {
				listener.text("Counted ");
				listener.text("them.");
				return new ModelAnswer(AiMessage.from("Counted them."), false, tokens);
			}
			return new ModelAnswer(AiMessage.from("Step " + step, List.of(call(step, 1), call(step, 2))), false,
					tokens);
		};
	}

	private static ToolExecutionRequest call(long step, int call) {
		return ToolExecutionRequest.builder()
			.id("call_%d_%d".formatted(step, call))
			.name("write_file")
			.arguments("{\"path\":\"%d.txt\",\"content\":\"%d\"}".formatted(call, step))
			.build();
	}

	/** Says what it was asked. */
	private static final class Counting implements Tools {

		@Override
		public List<ToolSpecification> specifications() {
			return List.of();
		}

		@Override
		public ToolResult carryOut(ToolExecutionRequest request, BusCall call) {
			return new ToolResult.Done("Wrote " + request.arguments() + " " + "x".repeat(200));
		}

	}

}
