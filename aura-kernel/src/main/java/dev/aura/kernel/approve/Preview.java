package dev.aura.kernel.approve;

import java.util.List;
import java.util.stream.Collectors;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import tools.jackson.databind.JsonNode;

/** What would happen if a call were made, for the person who decides on it. */
final class Preview {

	private static final int LONGEST = 20_000;

	private static final int CONTEXT_LINES = 3;

	private Preview() {
	}

	static String of(Target target, Workspace workspace) {
		return cut(switch (target.tool()) {
			case "write_file" -> write(target, workspace);
			case "edit_file" -> edit(target, workspace);
			case "execute_code" -> execute(target);
			case "fetch_page" -> "Fetch " + argument(target, "url");
			case "search_web" -> "Search the web for: " + argument(target, "query");
			case "remember" -> "Remember: " + argument(target, "text");
			default -> target.tool() + " " + target.arguments().map(JsonNode::toString).orElse("");
		});
	}

	private static String write(Target target, Workspace workspace) {
		String path = target.path().orElse("");
		String content = argument(target, "content");
		String mode = target.text("mode").orElse("overwrite");
		return switch (workspace.file(path)) {
			case Workspace.File.Absent absent -> "Create %s%n%s".formatted(path, added(content));
			case Workspace.File.Text old ->
				"append".equals(mode) ? "Append to " + path + "\n" + diff(path, old.content(), old.content() + content)
						: "Replace " + path + "\n" + diff(path, old.content(), content);
			case Workspace.File.Unreadable old -> "%s %s, which cannot be compared (%s), with:%n%s"
				.formatted("append".equals(mode) ? "Extend" : "Replace", path, old.reason(), content);
		};
	}

	private static String edit(Target target, Workspace workspace) {
		String path = target.path().orElse("");
		String oldText = argument(target, "oldText");
		String newText = argument(target, "newText");
		if (workspace.file(path) instanceof Workspace.File.Text old && !oldText.isEmpty()
				&& old.content().contains(oldText)) {
			return "Edit " + path + "\n" + diff(path, old.content(), replaced(target, old.content(), oldText, newText));
		}
		return "Edit %s, replacing this text, which is not there now:%n%s%nwith:%n%s".formatted(path, oldText, newText);
	}

	private static String replaced(Target target, String content, String oldText, String newText) {
		boolean all = target.arguments().map((node) -> node.path("replaceAll").asBoolean(false)).orElse(false);
		if (all) {
			return content.replace(oldText, newText);
		}
		int place = content.indexOf(oldText);
		return content.substring(0, place) + newText + content.substring(place + oldText.length());
	}

	private static String execute(Target target) {
		String stdin = target.text("stdin").map((text) -> "\nwith on its stdin:\n" + text).orElse("");
		return "Run this %s program in the sandbox, which can change every file of the workspace:%n%s%s"
			.formatted(argument(target, "language"), argument(target, "code"), stdin);
	}

	private static String argument(Target target, String name) {
		return target.text(name).orElse("");
	}

	private static String added(String content) {
		return content.lines().map("+"::concat).collect(Collectors.joining("\n"));
	}

	private static String diff(String path, String old, String fresh) {
		if (old.equals(fresh)) {
			return "(nothing changes)";
		}
		List<String> lines = old.lines().toList();
		List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(path, path, lines,
				DiffUtils.diff(lines, fresh.lines().toList()), CONTEXT_LINES);
		return diff.isEmpty() ? "(only line ends change)" : String.join("\n", diff);
	}

	/** The end is what matters least of a diff, and is said to be missing. */
	private static String cut(String text) {
		return (text.length() <= LONGEST) ? text : text.substring(0, LONGEST)
				+ "\n[… %d more characters; deny it if you need to see them]".formatted(text.length() - LONGEST);
	}

}
