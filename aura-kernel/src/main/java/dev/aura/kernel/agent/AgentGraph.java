package dev.aura.kernel.agent;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.aura.kernel.model.ModelClient;
import dev.aura.kernel.tool.Toolbox;
import dev.langchain4j.data.message.ChatMessage;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.NodeOutput;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.action.AsyncEdgeAction;
import org.bsc.langgraph4j.action.AsyncNodeAction;

/**
 * The graph of one run:
 *
 * <pre>
 * START → agent ⇄ tools
 *           ↓
 *          END
 * </pre>
 */
public final class AgentGraph {

	private static final String AGENT = "agent";

	private static final String TOOLS = "tools";

	/** The graph counts nodes and throws; steps are counted by the budget instead. */
	private static final int NO_LIMIT = Integer.MAX_VALUE;

	private final CompiledGraph<AppState> graph;

	private final Budget budget;

	/**
	 * A graph for one run.
	 * @param trace of the run
	 * @param bus address of the bus, for messages
	 * @param events hears what happens; called by several threads at once
	 */
	public AgentGraph(ModelClient model, Toolbox toolbox, Budget budget, String trace, String bus,
			Consumer<AgentEvent> events) {
		this.budget = budget;
		try {
			this.graph = graph(new Processor(model, toolbox.specifications(), events),
					new ToolNode(toolbox, trace, bus, events));
		}
		catch (GraphStateException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private CompiledGraph<AppState> graph(Processor processor, ToolNode tools) throws GraphStateException {
		return new StateGraph<>(AppState.SCHEMA, new AppStateSerializer())
			.addNode(AGENT, AsyncNodeAction.node_async(processor))
			.addNode(TOOLS, AsyncNodeAction.node_async(tools))
			.addEdge(StateGraph.START, AGENT)
			.addConditionalEdges(AGENT, AsyncEdgeAction.edge_async(this::next),
					Map.of(TOOLS, TOOLS, AGENT, AGENT, StateGraph.END, StateGraph.END))
			.addConditionalEdges(TOOLS, AsyncEdgeAction.edge_async(this::next),
					Map.of(AGENT, AGENT, StateGraph.END, StateGraph.END))
			.compile(CompileConfig.builder().recursionLimit(NO_LIMIT).build());
	}

	private String next(AppState state) {
		if (state.asksForTools()) {
			return TOOLS;
		}
		return (state.answered() || this.budget.exhausted(state).isPresent()) ? StateGraph.END : AGENT;
	}

	/**
	 * Runs to the end: the model answered or a budget ran out.
	 * @param conversation ends with the task
	 * @param progress hears the state after every node
	 */
	public void run(String run, String task, List<ChatMessage> conversation, Consumer<AppState> progress) {
		GraphInput input = GraphInput.args(AppState.initial(run, task, conversation));
		for (NodeOutput<AppState> output : this.graph.stream(input, RunnableConfig.builder().threadId(run).build())) {
			progress.accept(output.state());
		}
	}

}
