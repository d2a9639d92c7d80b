package dev.aura.bus.memory.document;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads files by what they are called and begin with. What is hostile in them costs at
 * most a bounded time and memory.
 */
public final class Documents {

	/** To be raised when the same file would be read in another way. */
	public static final int VERSION = 1;

	/** Of the text of one document, in characters. */
	static final int MAX_TEXT = 16_000_000;

	private static final Set<String> MARKDOWN = Set.of("md", "markdown", "mdx");

	private static final Set<String> HTML = Set.of("html", "htm", "xhtml");

	private static final Set<String> CODE = Set.of("java", "kt", "kts", "scala", "groovy", "py", "pyi", "js", "mjs",
			"cjs", "jsx", "ts", "tsx", "go", "rs", "c", "h", "cc", "cpp", "cxx", "hh", "hpp", "cs", "rb", "php",
			"swift", "sh", "bash", "zsh", "pl", "pm", "lua", "r", "jl", "ex", "exs", "erl", "hs", "clj", "ml", "dart",
			"sql", "proto", "gradle", "tf", "css", "scss", "vue", "svelte", "json", "jsonl", "yaml", "yml", "toml",
			"xml", "ini", "cfg", "conf", "properties", "csv", "tsv");

	private Documents() {
	}

	/**
	 * The sections of a file that have any text, in its order.
	 * @param name of the file, folders included
	 */
	public static List<Section> read(String name, byte[] content) throws UnreadableException {
		String ending = ending(name);
		List<Section> sections;
		if (startsWith(content, "%PDF-") || ending.equals("pdf")) {
			sections = PdfReader.read(content);
		}
		else if (ending.equals("docx")) {
			sections = DocxReader.read(content);
		}
		else {
			sections = text(name, ending, Text.decoded(content));
		}
		return sections.stream().filter((section) -> !section.text().isBlank()).toList();
	}

	private static List<Section> text(String name, String ending, String text) throws UnreadableException {
		if (MARKDOWN.contains(ending)) {
			return MarkdownReader.read(text);
		}
		if (HTML.contains(ending)) {
			return HtmlReader.read(text);
		}
		return CODE.contains(ending) ? List.of(new Section(Section.Kind.CODE, name, 0, text, null))
				: List.of(new Section(Section.Kind.PROSE, null, 0, text, null));
	}

	private static String ending(String name) {
		int dot = name.lastIndexOf('.');
		return (dot > name.lastIndexOf('/')) ? name.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
	}

	private static boolean startsWith(byte[] content, String prefix) {
		if (content.length < prefix.length()) {
			return false;
		}
		for (int i = 0; i < prefix.length(); i++) {
			if (content[i] != prefix.charAt(i)) {
				return false;
			}
		}
		return true;
	}

}
