package dev.aura.kernel.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.AppState;
import dev.aura.kernel.agent.AppStateSerializer;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphInput;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.action.AsyncNodeAction;
import org.bsc.langgraph4j.checkpoint.BaseCheckpointSaver;
import org.bsc.langgraph4j.checkpoint.Checkpoint;
import org.bsc.langgraph4j.state.Channels;
import org.bsc.langgraph4j.state.StateSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The journal under langgraph4j's own interface. */
class CheckpointLogTest {

	@TempDir
	private Path home;

	private RunStore store;

	private Run run;

	@BeforeEach
	void open() {
		this.store = new RunStore(this.home);
		this.run = this.store.create("Count");
		this.run.happened(new AgentEvent.RunStarted("Count", "t"));
	}

	@AfterEach
	void close() {
		this.run.close();
	}

	@Test
	void resumesAGraphThatWasInterruptedBeforeANode() throws Exception {
		CompiledGraph<AppState> graph = graph(this.run, CompileConfig.builder().interruptBefore("second"));
		graph.invoke(GraphInput.args(Map.of("task", "Count")), config());
		assertThat(graph.getState(config()).next()).isEqualTo("second");

		reopen();
		graph = graph(this.run, CompileConfig.builder().interruptBefore("second"));
		AppState end = graph.invoke(GraphInput.resume(Map.of("approved", true)), config()).orElseThrow();

		assertThat(texts(end)).containsExactly("first", "second");
		assertThat(end.<Boolean>value("approved")).contains(true);
	}

	@Test
	void resumesAGraphThatWasInterruptedAfterANode() throws Exception {
		CompiledGraph<AppState> graph = graph(this.run, CompileConfig.builder().interruptAfter("first"));
		graph.invoke(GraphInput.noArgs(), config());

		reopen();
		AppState end = graph(this.run, CompileConfig.builder()).invoke(GraphInput.resume(), config()).orElseThrow();

		assertThat(texts(end)).containsExactly("first", "second");
	}

	@Test
	void tellsTheWholeHistoryNewestFirst() throws Exception {
		CompiledGraph<AppState> graph = graph(this.run, CompileConfig.builder());
		graph.invoke(GraphInput.noArgs(), config());

		reopen();
		List<StateSnapshot<AppState>> history = List
			.copyOf(graph(this.run, CompileConfig.builder()).getStateHistory(config()));

		assertThat(history).extracting(StateSnapshot::node).containsExactly("second", "first", StateGraph.START);
		assertThat(history).extracting((snapshot) -> snapshot.state().messages().size()).containsExactly(2, 1, 0);
	}

	@Test
	void travelsInTimeAndTakesAnotherWay() throws Exception {
		CompiledGraph<AppState> graph = graph(this.run, CompileConfig.builder());
		graph.invoke(GraphInput.noArgs(), config());
		StateSnapshot<AppState> first = List.copyOf(graph.getStateHistory(config())).get(1);
		RunnableConfig there = RunnableConfig.builder(config()).checkPointId(id(first)).build();

		RunnableConfig changed = graph.updateState(there, Map.of("messages", List.of(UserMessage.from("aside"))),
				"first");
		AppState end = graph.invoke(GraphInput.resume(), changed).orElseThrow();

		assertThat(texts(end)).containsExactly("first", "aside", "second");
		reopen();
		List<StateSnapshot<AppState>> history = List
			.copyOf(graph(this.run, CompileConfig.builder()).getStateHistory(config()));
		// The changed one stands in the place of the one that it was made from.
		assertThat(history).extracting((snapshot) -> texts(snapshot.state()))
			.containsExactly(List.of("first", "aside", "second"), List.of("first", "second"), List.of("first", "aside"),
					List.of());
	}

	@Test
	void answersACheckpointByItsId() throws Exception {
		graph(this.run, CompileConfig.builder()).invoke(GraphInput.noArgs(), config());
		BaseCheckpointSaver saver = this.run.journal().checkpoints();

		for (Checkpoint checkpoint : saver.list(config())) {
			RunnableConfig there = RunnableConfig.builder(config()).checkPointId(checkpoint.getId()).build();
			assertThat(saver.get(there).orElseThrow().getState()).isEqualTo(checkpoint.getState());
		}
		assertThat(saver.get(RunnableConfig.builder(config()).checkPointId("none").build())).isEmpty();
	}

	@Test
	void letsGoOfCheckpointsWithoutRewritingTheJournal() throws Exception {
		graph(this.run, CompileConfig.builder()).invoke(GraphInput.noArgs(), config());
		BaseCheckpointSaver saver = this.run.journal().checkpoints();

		BaseCheckpointSaver.Tag released = saver.release(config());

		assertThat(released.checkpoints()).hasSize(3);
		assertThat(saver.list(config())).isEmpty();
		assertThat(saver.get(config())).isEmpty();
		reopen();
		assertThat(this.run.journal().checkpoints().get(config())).isEmpty();
	}

	@Test
	void isTheJournalOfOneRunAndOfNoOtherThread() {
		assertThatIllegalArgumentException().isThrownBy(
				() -> this.run.journal().checkpoints().get(RunnableConfig.builder().threadId("x/../../evil").build()))
			.withMessageContaining("x/../../evil");
	}

	private void reopen() {
		this.run.close();
		this.run = this.store.reopen(this.run.id());
	}

	private RunnableConfig config() {
		return RunnableConfig.builder().threadId(this.run.id().value()).build();
	}

	private static CompiledGraph<AppState> graph(Run run, CompileConfig.Builder config) throws GraphStateException {
		return new StateGraph<>(Map.of("messages", Channels.<List<ChatMessage>>appenderWithDuplicate(ArrayList::new)),
				new AppStateSerializer())
			.addNode("first", says("first"))
			.addNode("second", says("second"))
			.addEdge(StateGraph.START, "first")
			.addEdge("first", "second")
			.addEdge("second", StateGraph.END)
			.compile(config.checkpointSaver(run.journal().checkpoints()).build());
	}

	private static AsyncNodeAction<AppState> says(String text) {
		return AsyncNodeAction
			.node_async((state) -> new HashMap<>(Map.of("messages", List.of(UserMessage.from(text)))));
	}

	private static List<String> texts(AppState state) {
		return state.messages().stream().map((message) -> ((UserMessage) message).singleText()).toList();
	}

	private static String id(StateSnapshot<AppState> snapshot) {
		return snapshot.config().checkPointId().orElseThrow();
	}

}
