package dev.aura.kernel.agent;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.aura.kernel.model.Model;
import dev.aura.kernel.tool.Tools;
import dev.langchain4j.data.message.ChatMessage;
import org.bsc.async.AsyncGenerator;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.NodeOutput;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.action.AsyncEdgeAction;
import org.bsc.langgraph4j.action.AsyncNodeAction;
import org.bsc.langgraph4j.action.InterruptionMetadata;
import org.bsc.langgraph4j.checkpoint.Checkpoint;

/**
 * The graph of one run:
 *
 * <pre>
 * START → agent ⇄ tools
 *           ↓
 *          END
 * </pre>
 *
 * Its checkpoints are in the run's journal, so a run whose process died goes on with the
 * node that was not completed.
 */
public final class AgentGraph {

	private static final String AGENT = "agent";

	private static final String TOOLS = "tools";

	/** The graph counts nodes and throws; steps are counted by the budget instead. */
	private static final int NO_LIMIT = Integer.MAX_VALUE;

	private final CompiledGraph<AppState> graph;

	private final Budget budget;

	private final Journal journal;

	/**
	 * A graph for one run.
	 * @param trace of the run
	 * @param bus address of the bus, for messages
	 */
	public AgentGraph(Model model, Tools tools, Budget budget, RunPolicy policy, Journal journal, String trace,
			String bus) {
		this.budget = budget;
		this.journal = journal;
		try {
			this.graph = graph(new Processor(model, tools.specifications(), policy, journal),
					new ToolNode(tools, policy, journal, trace, bus));
		}
		catch (GraphStateException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private CompiledGraph<AppState> graph(Processor processor, ToolNode tools) throws GraphStateException {
		return new StateGraph<>(AppState.SCHEMA, new AppStateSerializer())
			.addNode(AGENT, AsyncNodeAction.node_async(processor))
			.addNode(TOOLS, tools)
			.addEdge(StateGraph.START, AGENT)
			.addConditionalEdges(AGENT, AsyncEdgeAction.edge_async(this::next),
					Map.of(TOOLS, TOOLS, AGENT, AGENT, StateGraph.END, StateGraph.END))
			.addConditionalEdges(TOOLS, AsyncEdgeAction.edge_async(this::next),
					Map.of(AGENT, AGENT, StateGraph.END, StateGraph.END))
			.compile(CompileConfig.builder()
				.recursionLimit(NO_LIMIT)
				.checkpointSaver(this.journal.checkpoints())
				.build());
	}

	private String next(AppState state) {
		if (state.waitsForTools()) {
			return TOOLS;
		}
		return (state.answered() || this.budget.exhausted(state).isPresent()) ? StateGraph.END : AGENT;
	}

	/**
	 * The compiled graph, for whoever wants to look at its history or change its state.
	 */
	public CompiledGraph<AppState> compiled() {
		return this.graph;
	}

	/**
	 * Runs a new run to its end: the model answered, a budget ran out, or a person is
	 * asked.
	 * @param conversation ends with the task
	 * @param progress hears the state after every node
	 * @return what a person has to decide; empty when the run came to its end
	 */
	public List<AgentEvent.Waiting.Question> run(String run, String task, List<ChatMessage> conversation,
			Consumer<AppState> progress) {
		return follow(GraphInput.args(AppState.initial(run, task, conversation)), config(run), progress);
	}

	/**
	 * Goes on after the last checkpoint. There has to be one.
	 * @return as {@link #run}
	 */
	public List<AgentEvent.Waiting.Question> resume(String run, Consumer<AppState> progress) {
		RunnableConfig config = config(run);
		Checkpoint last = this.journal.checkpoints().get(config).orElseThrow();
		AppState state = new AppState(last.getState());
		progress.accept(state);
		if (StateGraph.END.equals(last.getNextNodeId()) && !state.answered()) {
			reconsider(config, last.getNodeId());
		}
		return follow(GraphInput.resume(), config, progress);
	}

	/** A budget ended the run here; it may have been raised since. */
	private void reconsider(RunnableConfig config, String node) {
		try {
			this.graph.updateState(config, Map.of(), node);
		}
		catch (Exception ex) {
			throw new IllegalStateException("the last checkpoint cannot be continued", ex);
		}
	}

	private List<AgentEvent.Waiting.Question> follow(GraphInput input, RunnableConfig config,
			Consumer<AppState> progress) {
		Iterator<NodeOutput<AppState>> outputs = this.graph.stream(input, config).iterator();
		while (outputs.hasNext()) {
			progress.accept(outputs.next().state());
		}
		return AsyncGenerator.resultValue(outputs)
			.filter(InterruptionMetadata.class::isInstance)
			.flatMap((pause) -> ((InterruptionMetadata<?>) pause).metadata(ToolNode.QUESTIONS))
			.map(AgentGraph::questions)
			.orElse(List.of());
	}

	private static List<AgentEvent.Waiting.Question> questions(Object questions) {
		return ((List<?>) questions).stream().map(AgentEvent.Waiting.Question.class::cast).toList();
	}

	private static RunnableConfig config(String run) {
		return RunnableConfig.builder().threadId(run).build();
	}

}
