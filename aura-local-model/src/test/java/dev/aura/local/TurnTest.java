package dev.aura.local;

import java.util.List;
import java.util.Set;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TurnTest {

	@Test
	void readsAnAnswer() {
		Turn turn = Turn.of("answer I wrote it.");

		assertThat(turn.isCall()).isFalse();
		assertThat(turn.message().text()).isEqualTo("I wrote it.");
	}

	@Test
	void readsACall() {
		Turn turn = Turn.of("write_file {\"path\": \"a b.txt\", \"content\": \"1 2\"}");

		assertThat(turn.message().toolExecutionRequests()).singleElement().satisfies((call) -> {
			assertThat(call.name()).isEqualTo("write_file");
			assertThat(call.arguments()).isEqualTo("{\"path\": \"a b.txt\", \"content\": \"1 2\"}");
			assertThat(call.id()).isNotBlank();
		});
		assertThat(turn.isWhole()).isTrue();
	}

	@Test
	void noticesACallThatWasCutOff() {
		assertThat(Turn.of("write_file {\"path\": \"a").isWhole()).isFalse();
	}

	@Test
	void keepsThoughtsApart() {
		Turn turn = Turn.of("<think>\nThey want a file.\n</think>\nanswer Done.");

		assertThat(turn.message().thinking()).isEqualTo("They want a file.");
		assertThat(turn.message().text()).isEqualTo("Done.");
		assertThat(Turn.afterThought("<thi")).isNegative();
		assertThat(Turn.afterThought("<think>so far")).isNegative();
		assertThat(Turn.afterThought("answer")).isZero();
	}

	@Test
	void aGrammarNamesEveryToolAndTheFilesThatWereSpokenOf() {
		ToolSpecification tool = ToolSpecification.builder()
			.name("read_file")
			.parameters(JsonObjectSchema.builder().addStringProperty("path").required("path").build())
			.build();
		Set<String> paths = Conversation
			.paths(List.of(UserMessage.from("Copy notes/a.txt to b.md. Then tell me, e.g. in one line.")));

		String grammar = new ToolGrammar(Abilities.of(1, "")).turn(List.of(tool), paths);

		assertThat(paths).contains("notes/a.txt", "b.md").doesNotContain("me");
		assertThat(grammar).contains("call-read-file ::= \"read_file \"", "\"\\\"notes/a.txt\\\"\"");
	}

	@Test
	void aTextThatWasMeantToBeCopiedIsHeldToTheWords() {
		String task = "Write the text hello to hello.txt";
		Turn slipped = Turn.of("write_file {\"path\": \"hello.txt\", \"content\": \"Hello, World!\"}");

		assertThat(Copying.again(slipped, task)).hasValueSatisfying((grammar) -> assertThat(grammar)
			.startsWith("root ::= \"write_file {\\\"path\\\": \\\"hello.txt\\\", \\\"content\\\": \\\"\" (w0 |")
			.contains("w3 ::= \"hello\" (\" \" w4)?"));
		assertThat(Copying.again(Turn.of("write_file {\"path\": \"hello.txt\", \"content\": \"hello\"}"), task))
			.isEmpty();
		assertThat(Copying.again(Turn.of("write_file {\"path\": \"a.txt\", \"content\": \"Something else\"}"), task))
			.isEmpty();
	}

	@Test
	void theExampleMostLikeTheTaskComesLast() {
		List<LocalEngine.Said> said = Examples.builtIn().like("What does letter.txt say?", 3, (tool) -> true);

		assertThat(said.getLast().text()).isEqualTo("answer report.txt says: Sales rose by 4 percent.");
		assertThat(Examples.builtIn().like("What does letter.txt say?", 3, (tool) -> !tool.equals("read_file")))
			.noneMatch((message) -> message.text().startsWith("read_file"));
	}

}
