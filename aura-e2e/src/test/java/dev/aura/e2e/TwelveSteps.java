package dev.aura.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.aura.kernel.ScriptedModel.Call;

/**
 * A task of twelve steps with sixteen effects, each of which leaves a trace that can be
 * counted from outside.
 *
 * @param tag names the task and its folder
 */
record TwelveSteps(String tag) {

	static final int STEPS = 12;

	private static final Pattern TASK = Pattern.compile("task ([0-9a-f]{12})");

	static TwelveSteps next() {
		return new TwelveSteps(UUID.randomUUID().toString().replace("-", "").substring(0, 12));
	}

	/** The one that a text asks for. */
	static Optional<TwelveSteps> of(String text) {
		Matcher task = TASK.matcher(text);
		return task.find() ? Optional.of(new TwelveSteps(task.group(1))) : Optional.empty();
	}

	String task() {
		return "Do task " + this.tag;
	}

	/** What the model asks for in a step; nothing in the last. */
	List<Call> calls(int step) {
		return switch (step) {
			case 1 -> List.of(write("plan.md", "plan\\n", "overwrite"));
			case 2 -> List.of(append("one"));
			case 3 -> List.of(execute("a"));
			case 4 -> List.of(append("two"), append("three"), remember("red"), execute("b"));
			case 5 -> List.of(remember("green"));
			case 6 -> List.of(new Call("edit_file",
					"{\"path\":\"%s/plan.md\",\"oldText\":\"plan\",\"newText\":\"the plan\"}".formatted(this.tag)));
			case 7 -> List.of(append("four"));
			case 8 -> List.of(execute("c"));
			case 9 -> List.of(write("new.md", "new\\n", "create"), append("five"), remember("blue"), execute("d"));
			case 10 -> List.of(new Call("read_file", "{\"path\":\"%s/log\"}".formatted(this.tag)),
					new Call("list_files", "{\"path\":\"%s\"}".formatted(this.tag)));
			case 11 -> List.of(append("six"));
			default -> List.of();
		};
	}

	private Call write(String file, String content, String mode) {
		return new Call("write_file",
				"{\"path\":\"%s/%s\",\"content\":\"%s\",\"mode\":\"%s\"}".formatted(this.tag, file, content, mode));
	}

	private Call append(String line) {
		return write("log", line + "\\n", "append");
	}

	private Call execute(String name) {
		return new Call("execute_code",
				"{\"language\":\"bash\",\"code\":\"echo %s >> %s/ran-%s\"}".formatted(name, this.tag, name));
	}

	private Call remember(String word) {
		return new Call("remember", "{\"text\":\"%s\"}".formatted(fact(word)));
	}

	private String fact(String word) {
		return "In task " + this.tag + " the lamp was " + word + ".";
	}

	/**
	 * How often each effect was made.
	 * @param workspace where the files are
	 * @param memory all that is remembered, a line each
	 * @return counts by {@code STEP/CALL}
	 */
	Map<String, Long> effects(Path workspace, List<String> memory) throws IOException {
		Path folder = workspace.resolve(this.tag);
		List<String> log = lines(folder.resolve("log"));
		String plan = String.join("\n", lines(folder.resolve("plan.md")));
		Map<String, Long> counts = new LinkedHashMap<>();
		counts.put("1/1", count(plan, "plan"));
		counts.put("2/1", count(log, "one"));
		counts.put("3/1", ran(folder, "a"));
		counts.put("4/1", count(log, "two"));
		counts.put("4/2", count(log, "three"));
		counts.put("4/3", remembered(memory, "red"));
		counts.put("4/4", ran(folder, "b"));
		counts.put("5/1", remembered(memory, "green"));
		counts.put("6/1", count(plan, "the "));
		counts.put("7/1", count(log, "four"));
		counts.put("8/1", ran(folder, "c"));
		counts.put("9/1", count(lines(folder.resolve("new.md")), "new"));
		counts.put("9/2", count(log, "five"));
		counts.put("9/3", remembered(memory, "blue"));
		counts.put("9/4", ran(folder, "d"));
		counts.put("11/1", count(log, "six"));
		return counts;
	}

	private static List<String> lines(Path file) throws IOException {
		return Files.exists(file) ? Files.readAllLines(file) : List.of();
	}

	private static long ran(Path folder, String name) throws IOException {
		return count(lines(folder.resolve("ran-" + name)), name);
	}

	private long remembered(List<String> memory, String word) {
		return memory.stream().filter((line) -> line.contains(fact(word))).count();
	}

	private static long count(List<String> lines, String line) {
		return lines.stream().filter(line::equals).count();
	}

	private static long count(String text, String part) {
		return Pattern.compile(part, Pattern.LITERAL).matcher(text).results().count();
	}

}
