package dev.aura.local;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.aura.local.LocalEngine.Said;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;

/**
 * A conversation as a local model is told it: what it is to do, examples, then the task.
 */
final class Conversation {

	/** What a person's words begin with. */
	static final String TASK = "Task: ";

	/** What a tool's words begin with. */
	static final String RESULT = "Result: ";

	/** What names of files are made of, in any script. */
	private static final String LETTER = "[\\p{L}\\p{M}\\p{N}_-]";

	private static final String FOLDER = "(?:" + LETTER + "+/)";

	/** Names that are known for files, although they have no extension. */
	private static final String BARE = "(?:Make|Docker|Container|Jenkins|Vagrant|Gem|Rake|Proc|Just)file|README|LICEN[CS]E|NOTICE"
			+ "|COPYING|AUTHORS|CONTRIBUTING|CHANGELOG|CHANGES|INSTALL|VERSION|TODO";

	private static final Pattern PATH = Pattern
		.compile("(?<![\\p{L}\\p{M}\\p{N}_/.-])(?:" + FOLDER + "*" + LETTER + "+(?:\\.[A-Za-z][A-Za-z0-9]{0,7})+|"
				+ FOLDER + "+" + LETTER + "+|" + BARE + ")(?![\\p{L}\\p{M}\\p{N}_/-])");

	/** A file in a list of them, whatever it is called. */
	private static final Pattern LISTED = Pattern.compile("(?m)^(\\S.*?)  [0-9]+ bytes$");

	private static final int MOST_PATHS = 12;

	private static final int LONGEST_SYSTEM = 2_000;

	private final Abilities abilities;

	private final Examples examples = Examples.builtIn();

	Conversation(Abilities abilities) {
		this.abilities = abilities;
	}

	/**
	 * The whole of it.
	 * @param messages that begin with the system's
	 * @param resultCharacters how much of each result is told
	 */
	List<Said> of(List<ChatMessage> messages, List<ToolSpecification> tools, int resultCharacters) {
		List<Said> said = new ArrayList<>();
		said.add(new Said("system", system(messages, tools)));
		if (!tools.isEmpty()) {
			said.addAll(this.examples.like(task(messages), this.abilities.examples(), this.abilities::offers));
		}
		for (ChatMessage message : messages) {
			switch (message) {
				case UserMessage user -> said.add(new Said("user", TASK + text(user)));
				case AiMessage answer -> said.add(new Said("assistant", Turn.written(answer)));
				case ToolExecutionResultMessage result -> said.add(new Said("user", RESULT
						+ middle(plain(result.text()), Math.min(resultCharacters, this.abilities.resultCharacters()))));
				default -> {
				}
			}
		}
		return said;
	}

	/** What looks like a file in what a person said or a tool answered. */
	static Set<String> paths(List<ChatMessage> messages) {
		Set<String> paths = new LinkedHashSet<>();
		for (ChatMessage message : messages) {
			String text = (message instanceof UserMessage user) ? text(user)
					: (message instanceof ToolExecutionResultMessage result) ? result.text() : "";
			Stream<String> spokenOf = PATH.matcher(text).results().map(MatchResult::group);
			Stream<String> listed = LISTED.matcher(text).results().map((line) -> line.group(1));
			Stream.concat(listed, spokenOf).distinct().limit(MOST_PATHS).forEach(paths::add);
		}
		return paths;
	}

	static boolean isPath(String word) {
		return PATH.matcher(word).find();
	}

	/** What the person said last. */
	static String task(List<ChatMessage> messages) {
		return messages.reversed()
			.stream()
			.filter(UserMessage.class::isInstance)
			.map((message) -> text((UserMessage) message))
			.findFirst()
			.orElse("");
	}

	private static String text(UserMessage user) {
		return user.hasSingleText() ? user.singleText() : user.toString();
	}

	private String system(List<ChatMessage> messages, List<ToolSpecification> tools) {
		String system = messages.stream()
			.filter(SystemMessage.class::isInstance)
			.map((message) -> ((SystemMessage) message).text())
			.collect(Collectors.joining("\n"));
		return middle(system, LONGEST_SYSTEM) + (this.abilities.optionalArguments() ? described(tools) : "");
	}

	private static String described(List<ToolSpecification> tools) {
		return tools.isEmpty() ? ""
				: tools.stream()
					.map((tool) -> "\n" + tool.name() + "(" + String.join(", ", tool.parameters().properties().keySet())
							+ "): " + firstSentence(tool.description()))
					.collect(Collectors.joining("", "\nTools:", ""));
	}

	private static String firstSentence(String text) {
		int end = text.indexOf(". ");
		return (end < 0) ? text : text.substring(0, end + 1);
	}

	/**
	 * The data of a result without the marks around it, which cost a small model much.
	 */
	private static String plain(String result) {
		return result.replaceAll("(?m)^<data source=\"[^\"]*\">\\n", "").replaceAll("(?m)\\n?^</data>$", "").strip();
	}

	private static String middle(String text, int longest) {
		return (text.length() <= longest) ? text
				: text.substring(0, longest * 2 / 3) + " […] " + text.substring(text.length() - longest / 3);
	}

}
