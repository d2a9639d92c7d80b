package dev.aura.kernel.tool;

import java.util.List;

import dev.aura.api.Required;
import dev.aura.api.fs.EditRequest;
import dev.aura.api.fs.EditResult;
import dev.aura.api.fs.ListResult;
import dev.aura.api.fs.ReadResult;
import dev.aura.api.fs.SearchResult;
import dev.aura.api.fs.WriteRequest;
import dev.aura.api.fs.WriteResult;
import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.bus.BusClient;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import org.jspecify.annotations.Nullable;

/** The workspace: reading, writing, editing, listing and searching its files. */
final class FsTools {

	private static final int LONGEST_LINE = 400;

	private static final String PATH = "Relative to the workspace, with slashes, such as notes/plan.md";

	private final BusClient bus;

	FsTools(BusClient bus) {
		this.bus = bus;
	}

	List<Tool<?>> tools() {
		return List.of(readFile(), writeFile(), editFile(), listFiles(), searchFiles());
	}

	private Tool<?> readFile() {
		return Tool.reading("read_file", """
				Reads a text file of the workspace. Use it before editing a file and whenever its exact content
				matters. Answers at most 16,000 characters, whole lines, and says with which offset to go on;
				costs about a token for four characters.""",
				new JsonObjectSchema.Builder().addStringProperty("path", PATH)
					.addIntegerProperty("offset", "First line to read, counted from 0")
					.addIntegerProperty("limit", "Most lines to read")
					.required("path"),
				ReadArguments.class, this::read);
	}

	private String read(ReadArguments arguments, BusCall call) {
		ReadResult file = this.bus.call(call,
				(bus) -> bus.fs().read(arguments.path(), arguments.offset(), arguments.limit()));
		return FilePage.of(file, (arguments.offset() == null) ? 0 : arguments.offset());
	}

	private Tool<?> writeFile() {
		return Tool.mutating("write_file", """
				Writes a text file of the workspace, making the folders above it. Use it for new files and
				complete rewrites; to change a part of a file, edit_file is cheaper and safer. The whole content
				has to be sent, so it costs as much as the file is long.""", new JsonObjectSchema.Builder()
			.addStringProperty("path", PATH)
			.addStringProperty("content", "The text to write")
			.addEnumProperty("mode", List.of("overwrite", "append", "create"),
					"overwrite (default) replaces the file, append adds to its end, create refuses when it exists")
			.required("path", "content"), WriteRequest.class, this::write);
	}

	private String write(WriteRequest request, BusCall call) {
		WriteResult file = this.bus.call(call, (bus) -> bus.fs().write(request, call.key()));
		return "%s %s: it now has %d bytes.".formatted(file.created() ? "Created" : "Wrote", file.path(), file.size());
	}

	private Tool<?> editFile() {
		return Tool.mutating("edit_file", """
				Replaces text in a file of the workspace. Use it for changes to existing files: oldText must be
				copied exactly from the file, white space included, and occur once, unless replaceAll is true.
				Costs only as much as the two texts are long.""",
				new JsonObjectSchema.Builder().addStringProperty("path", PATH)
					.addStringProperty("oldText", "The exact text to replace")
					.addStringProperty("newText", "What takes its place")
					.addBooleanProperty("replaceAll", "Whether every occurrence is meant; false by default")
					.required("path", "oldText", "newText"),
				EditRequest.class, this::edit);
	}

	private String edit(EditRequest request, BusCall call) {
		EditResult file = this.bus.call(call, (bus) -> bus.fs().edit(request, call.key()));
		return "Edited %s: %d replaced, it now has %d bytes.".formatted(file.path(), file.replacements(), file.size());
	}

	private Tool<?> listFiles() {
		return Tool.reading("list_files", """
				Lists a folder of the workspace with sizes. Use it to find out what there is before reading or
				writing. Answers at most 16,000 characters; a path or glob narrows it.""",
				new JsonObjectSchema.Builder()
					.addStringProperty("path", "Folder, relative to the workspace; all of it when absent")
					.addStringProperty("glob", "Keeps matching paths, such as **/*.md")
					.addBooleanProperty("recursive", "Whether to go into folders; false by default"),
				ListArguments.class, this::list);
	}

	private String list(ListArguments arguments, BusCall call) {
		ListResult folder = this.bus.call(call,
				(bus) -> bus.fs().list(arguments.path(), arguments.glob(), arguments.recursive()));
		if (folder.entries().isEmpty()) {
			return "There is nothing.";
		}
		Cut cut = Cut.items(folder.entries().stream().map(FsTools::line).toList());
		String rest = (cut.whole() && !folder.truncated()) ? ""
				: "\nThere is more: narrow it down with path or glob to see the rest.";
		return Data.of("workspace", cut.lines()) + rest;
	}

	private static String line(ListResult.Entry entry) {
		return switch (entry.type()) {
			case FILE -> entry.path() + "  " + entry.size() + " bytes";
			case DIRECTORY -> entry.path() + "/";
			case SYMLINK -> entry.path() + "  (symbolic link)";
			case OTHER -> entry.path() + "  (not a file)";
		};
	}

	private Tool<?> searchFiles() {
		return Tool.reading("search_files", """
				Finds lines in the text files of the workspace, by a text or a regular expression. Use it to find
				where something is instead of reading whole files. Answers at most 16,000 characters of
				path:line: text; a path or glob narrows it.""",
				new JsonObjectSchema.Builder().addStringProperty("query", "Text or regular expression (RE2 syntax)")
					.addStringProperty("path", "File or folder to search; the whole workspace when absent")
					.addStringProperty("glob", "Only files whose path matches, such as **/*.py")
					.required("query"),
				SearchArguments.class, this::search);
	}

	private String search(SearchArguments arguments, BusCall call) {
		SearchResult found = this.bus.call(call,
				(bus) -> bus.fs().search(arguments.query(), arguments.path(), arguments.glob()));
		if (found.matches().isEmpty()) {
			return found.truncated()
					? "Nothing found in the files that were searched; narrow it down with path or glob."
					: "No line matches.";
		}
		Cut cut = Cut.items(found.matches()
			.stream()
			.map((match) -> match.path() + ":" + match.line() + ": " + Cut.middle(match.text(), LONGEST_LINE))
			.toList());
		String rest = (cut.whole() && !found.truncated()) ? ""
				: "\nThere are more: narrow it down with the query, path or glob to see the rest.";
		return Data.of("files of the workspace", cut.lines()) + rest;
	}

	record ReadArguments(String path, @Nullable Long offset, @Nullable Integer limit) {

		ReadArguments {
			Required.field(path, "path");
		}

	}

	record ListArguments(@Nullable String path, @Nullable String glob, @Nullable Boolean recursive) {
	}

	record SearchArguments(String query, @Nullable String path, @Nullable String glob) {

		SearchArguments {
			Required.field(query, "query");
		}

	}

}
