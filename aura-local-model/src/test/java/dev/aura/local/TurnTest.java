package dev.aura.local;

import java.util.List;
import java.util.Set;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
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
		ToolSpecification tool = pathTool("read_file");
		Set<String> paths = Conversation
			.paths(List.of(UserMessage.from("Copy notes/a.txt to b.md. Then tell me, e.g. in one line.")));

		String grammar = new ToolGrammar(Abilities.of(1, "")).turn(List.of(tool), paths);

		assertThat(paths).contains("notes/a.txt", "b.md").doesNotContain("me");
		assertThat(grammar).contains("call-read-file ::= \"read_file \"", "\"\\\"notes/a.txt\\\"\"");
	}

	@Test
	void aFileIsSpokenOfInAnyScriptAndAlsoWithoutAnExtension() {
		Set<String> paths = Conversation.paths(List.of(
				UserMessage.from("Read Überblick.txt, notizen/März, the Makefile and 計画.md; write README, not 3.14."),
				ToolExecutionResultMessage.from("1", "list_files",
						"<data source=\"workspace\">\nlog  12 bytes\nmy notes  3 bytes\nsrc/\n</data>")));

		assertThat(paths).containsExactlyInAnyOrder("Überblick.txt", "notizen/März", "Makefile", "計画.md", "README",
				"log", "my notes");
	}

	@Test
	void aFileThatNobodySpokeOfCanBeWrittenButNotRead() {
		String grammar = new ToolGrammar(Abilities.of(1, ""))
			.turn(List.of(pathTool("read_file"), pathTool("write_file")), Set.of("a \"b\".txt"));

		assertThat(grammar).contains("call-read-file ::= \"read_file \" \"{\" \"\\\"path\\\": \" path",
				"call-write-file ::= \"write_file \" \"{\" \"\\\"path\\\": \" new-path", "new-path ::= path | ",
				"path ::= \"\\\"a \\\\\\\"b\\\\\\\".txt\\\"\"\n");
	}

	@Test
	void aNewNamePartsEarlyFromThoseThatWereSpokenOf() {
		String rule = NewNames.apartFrom(Set.of("README", "Rome"), "rest").replaceAll("\\\\U0+([0-9A-F]{2})", "<$1>");

		assertThat(rule).isEqualTo("[^\"\\\\\\x00-\\x1F\\x7F<72><52>] rest | [<72><52>] ("
				+ "[^\"\\\\\\x00-\\x1F\\x7F<65><45><6F><4F>] rest | [<65><45>] ([^\"\\\\\\x00-\\x1F\\x7F<61><41>] rest)"
				+ " | [<6F><4F>] ([^\"\\\\\\x00-\\x1F\\x7F<6D><4D>] rest))");
	}

	private static ToolSpecification pathTool(String name) {
		return ToolSpecification.builder()
			.name(name)
			.parameters(JsonObjectSchema.builder().addStringProperty("path").required("path").build())
			.build();
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
