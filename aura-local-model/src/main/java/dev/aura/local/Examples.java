package dev.aura.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.aura.local.LocalEngine.Said;
import dev.langchain4j.agent.tool.ToolSpecification;

/**
 * Whole tasks, each done in one call, that show a small model what its turns look like.
 */
final class Examples {

	private static final List<Example> ALL = List.of(
			new Example("Save the line milk and eggs in shopping.md", "write_file",
					"{\"path\": \"shopping.md\", \"content\": \"milk and eggs\"}",
					"Created shopping.md: it now has 13 bytes.", "I wrote milk and eggs to shopping.md."),
			new Example("What does report.txt say?", "read_file", "{\"path\": \"report.txt\"}",
					"Sales rose by 4 percent.", "report.txt says: Sales rose by 4 percent."),
			new Example("What is 17 times 23?", "execute_code",
					"{\"language\": \"python\", \"code\": \"print(17 * 23)\"}", "391", "17 times 23 is 391."),
			new Example("Remember that Anna's birthday is on 3 May", "remember",
					"{\"text\": \"Anna's birthday is on 3 May\"}", "Remembered in 1 piece.",
					"I will remember that Anna's birthday is on 3 May."),
			new Example("Replace red by blue in colours.txt", "edit_file",
					"{\"path\": \"colours.txt\", \"oldText\": \"red\", \"newText\": \"blue\"}",
					"Edited colours.txt: 1 replaced, it now has 20 bytes.", "I replaced red by blue in colours.txt."),
			new Example("Which files do I have?", "list_files", "{}", "notes.txt  20 bytes",
					"There is one file, notes.txt."),
			new Example("Where does my brother live?", "recall", "{\"query\": \"where my brother lives\"}",
					"My brother lives in Oslo.", "Your brother lives in Oslo."));

	private Examples() {
	}

	/** The examples of these tools, as a conversation. */
	static List<Said> of(List<ToolSpecification> tools) {
		Set<String> names = tools.stream().map(ToolSpecification::name).collect(Collectors.toSet());
		List<Said> said = new ArrayList<>();
		for (Example example : ALL) {
			if (names.contains(example.tool())) {
				said.add(new Said("user", Conversation.TASK + example.task()));
				said.add(new Said("assistant", example.tool() + " " + example.arguments()));
				said.add(new Said("user", Conversation.RESULT + example.result()));
				said.add(new Said("assistant", Turn.ANSWER + " " + example.answer()));
			}
		}
		return said;
	}

	/** A task that is done in one call. */
	private record Example(String task, String tool, String arguments, String result, String answer) {
	}

}
