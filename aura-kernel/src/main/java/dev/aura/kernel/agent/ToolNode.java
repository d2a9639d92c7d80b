package dev.aura.kernel.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.bus.Span;
import dev.aura.kernel.tool.ToolResult;
import dev.aura.kernel.tool.Toolbox;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import org.bsc.langgraph4j.action.NodeAction;

/**
 * Carries out the tool calls of one turn side by side. The results go to the model in the
 * order in which it asked.
 */
final class ToolNode implements NodeAction<AppState> {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final int SIDE_BY_SIDE = 8;

	/** So many calls in a row that find no bus end the run. */
	private static final int CALLS_WITHOUT_BUS = 3;

	private final Toolbox toolbox;

	private final String trace;

	private final String bus;

	private final Consumer<AgentEvent> events;

	private int callsWithoutBus;

	ToolNode(Toolbox toolbox, String trace, String bus, Consumer<AgentEvent> events) {
		this.toolbox = toolbox;
		this.trace = trace;
		this.bus = bus;
		this.events = events;
	}

	@Override
	public Map<String, Object> apply(AppState state) {
		List<ToolExecutionRequest> calls = ((AiMessage) state.messages().getLast()).toolExecutionRequests();
		List<ToolResult> results = carryOut(state, calls);
		List<ChatMessage> messages = new ArrayList<>();
		for (int i = 0; i < calls.size(); i++) {
			messages.add(ToolExecutionResultMessage.from(calls.get(i), results.get(i).text()));
		}
		endWithoutBus(results);
		return Map.of(AppState.MESSAGES, messages);
	}

	private List<ToolResult> carryOut(AppState state, List<ToolExecutionRequest> calls) {
		Semaphore places = new Semaphore(SIDE_BY_SIDE, true);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<ToolResult>> futures = new ArrayList<>();
			for (int i = 0; i < calls.size(); i++) {
				int call = i + 1;
				ToolExecutionRequest request = calls.get(i);
				futures.add(threads.submit(() -> {
					places.acquire();
					try {
						return carryOut(state, call, request);
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
			threads.shutdownNow();
			throw new IllegalStateException("a tool call failed in a way that it should not", ex.getCause());
		}
	}

	private ToolResult carryOut(AppState state, int call, ToolExecutionRequest request) {
		Span span = Span.in(this.trace);
		String key = state.run() + "/" + state.step() + "/" + call;
		this.events
			.accept(new AgentEvent.ToolCalled(state.step(), call, request.name(), request.arguments(), span.id()));
		long start = System.nanoTime();
		ToolResult result = this.toolbox.carryOut(request, new BusCall(key, span, PATIENCE));
		this.events.accept(new AgentEvent.ToolAnswered(state.step(), call, request.name(),
				result instanceof ToolResult.Done, result.text(), (System.nanoTime() - start) / 1_000_000));
		return result;
	}

	/** Without a bus the model can only talk to itself. */
	private void endWithoutBus(List<ToolResult> results) {
		for (ToolResult result : results) {
			this.callsWithoutBus = (result instanceof ToolResult.BusGone) ? this.callsWithoutBus + 1 : 0;
			if (this.callsWithoutBus >= CALLS_WITHOUT_BUS) {
				throw new BusGoneException(this.bus);
			}
		}
	}

}
