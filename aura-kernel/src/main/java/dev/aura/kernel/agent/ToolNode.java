package dev.aura.kernel.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.bus.Span;
import dev.aura.kernel.settings.FaultPoint;
import dev.aura.kernel.tool.ToolResult;
import dev.aura.kernel.tool.Tools;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.action.AsyncNodeActionWithConfig;
import org.bsc.langgraph4j.action.InterruptableAction;
import org.bsc.langgraph4j.action.InterruptionMetadata;

/**
 * Carries out the tool calls of one turn side by side. The results go to the model in the
 * order in which it asked. Pauses the graph before any of them when a person has to
 * decide.
 */
final class ToolNode implements AsyncNodeActionWithConfig<AppState>, InterruptableAction<AppState> {

	/** Under this name the questions leave the graph. */
	static final String QUESTIONS = "questions";

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final int SIDE_BY_SIDE = 8;

	private final Tools tools;

	private final RunPolicy policy;

	private final Journal journal;

	private final String trace;

	private final String bus;

	ToolNode(Tools tools, RunPolicy policy, Journal journal, String trace, String bus) {
		this.tools = tools;
		this.policy = policy;
		this.journal = journal;
		this.trace = trace;
		this.bus = bus;
	}

	@Override
	public Optional<InterruptionMetadata<AppState>> interrupt(String node, AppState state, RunnableConfig config) {
		List<AgentEvent.Waiting.Question> questions = calls(state).stream()
			.filter((call) -> this.journal.result(call.step(), call.call()).isEmpty())
			.flatMap((call) -> (this.policy.decide(call) instanceof ToolDecision.Asked asked) ? Optional
				.of(new AgentEvent.Waiting.Question(call.call(), call.tool(), call.arguments(), asked.question()))
				.stream() : Optional.<AgentEvent.Waiting.Question>empty().stream())
			.toList();
		return questions.isEmpty() ? Optional.empty()
				: Optional.of(InterruptionMetadata.builder(node, state).putMetadata(QUESTIONS, questions).build());
	}

	@Override
	public CompletableFuture<Map<String, Object>> apply(AppState state, RunnableConfig config) {
		try {
			return CompletableFuture.completedFuture(carryOut(state));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private Map<String, Object> carryOut(AppState state) {
		List<ToolExecutionRequest> requests = requests(state);
		List<ToolResult> results = sideBySide(requests, calls(state));
		List<ChatMessage> messages = new ArrayList<>();
		for (int i = 0; i < requests.size(); i++) {
			messages.add(ToolExecutionResultMessage.from(requests.get(i), results.get(i).text()));
		}
		return Map.of(AppState.MESSAGES, messages);
	}

	private static List<ToolExecutionRequest> requests(AppState state) {
		return ((AiMessage) state.messages().getLast()).toolExecutionRequests();
	}

	private static List<ToolCall> calls(AppState state) {
		List<ToolCall> calls = new ArrayList<>();
		for (ToolExecutionRequest request : requests(state)) {
			calls.add(new ToolCall(state.run(), state.step(), calls.size() + 1, request.name(), request.arguments()));
		}
		return calls;
	}

	private List<ToolResult> sideBySide(List<ToolExecutionRequest> requests, List<ToolCall> calls) {
		Semaphore places = new Semaphore(SIDE_BY_SIDE, true);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<ToolResult>> futures = new ArrayList<>();
			for (ToolCall call : calls) {
				futures.add(threads.submit(() -> {
					places.acquire();
					try {
						return result(call, requests.get(call.call() - 1));
					}
					finally {
						places.release();
					}
				}));
			}
			return results(futures, threads);
		}
	}

	private static List<ToolResult> results(List<Future<ToolResult>> futures, ExecutorService threads) {
		try {
			List<ToolResult> results = new ArrayList<>();
			for (Future<ToolResult> future : futures) {
				results.add(future.get());
			}
			return results;
		}
		catch (InterruptedException ex) {
			threads.shutdownNow();
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted");
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof BusGoneException gone) {
				// The others end by themselves, each with the result that it has.
				throw gone;
			}
			threads.shutdownNow();
			throw new IllegalStateException("a tool call failed in a way that it should not", ex.getCause());
		}
	}

	private ToolResult result(ToolCall call, ToolExecutionRequest request) {
		Optional<ToolResult> known = this.journal.result(call.step(), call.call());
		return known.orElseGet(() -> switch (this.policy.decide(call)) {
			case ToolDecision.Allowed allowed -> carryOut(call, request);
			case ToolDecision.Denied denied -> noted(call, new ToolResult.Failed(denied.result()), 0);
			case ToolDecision.Asked asked -> throw new IllegalStateException(
					"the policy changed its mind on " + call.key() + ": " + asked.question());
		});
	}

	private ToolResult carryOut(ToolCall call, ToolExecutionRequest request) {
		Span span = Span.in(this.trace);
		this.journal
			.happened(new AgentEvent.ToolCalled(call.step(), call.call(), call.tool(), call.arguments(), span.id()));
		this.journal.force();
		FaultPoint.CALL_NOTED.reach();
		long start = System.nanoTime();
		ToolResult result = this.tools.carryOut(request, new BusCall(call.key(), span, PATIENCE));
		if (result instanceof ToolResult.BusGone) {
			// Not noted: when the run is resumed the same call is made again.
			throw new BusGoneException(this.bus);
		}
		FaultPoint.CALL_ANSWERED.reach();
		return noted(call, result, (System.nanoTime() - start) / 1_000_000);
	}

	private ToolResult noted(ToolCall call, ToolResult result, long millis) {
		// The checkpoint that follows forces it, before the model reads it.
		this.journal.happened(new AgentEvent.ToolAnswered(call.step(), call.call(), call.tool(),
				result instanceof ToolResult.Done, result.text(), millis,
				(result instanceof ToolResult.Unknown) ? AgentEvent.ToolAnswered.UNKNOWN : null));
		FaultPoint.RESULT_NOTED.reach();
		return result;
	}

}
