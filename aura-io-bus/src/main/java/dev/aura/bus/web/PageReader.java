package dev.aura.bus.web;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Makes a page of a body: HTML becomes markdown, other text stays as it is. */
final class PageReader {

	private static final Pattern HTML = Pattern.compile("text/html|application/xhtml\\+xml");

	private static final Pattern TEXT = Pattern.compile("text/.+|application/(.+\\+)?(json|xml|yaml)|"
			+ "application/(x-)?(javascript|ndjson|yaml|toml|sh|latex|tex|sql|markdown)|application/jsonl?");

	private static final Pattern HTML_START = Pattern
		.compile("(?is)\\s*(<\\?xml[^>]*>\\s*)?(<!--.*?-->\\s*)*" + "<(!doctype\\s+html|html|head|body)\\b.*");

	/** How far into a body of unknown type is looked. */
	private static final int PROLOGUE = 1_024;

	private static final int TITLE = 500;

	private PageReader() {
	}

	/**
	 * Refuses what is no text, before it is downloaded.
	 * @throws ProblemException 415 that names the type
	 */
	static void checkType(WebAddress address, String type) {
		if (!type.isEmpty() && !HTML.matcher(type).matches() && !TEXT.matcher(type).matches()) {
			throw unsupported(address, Problems.abridged(type));
		}
	}

	/**
	 * Reads a body.
	 * @param limit the most characters of markdown
	 * @throws TooLargeException beyond it
	 */
	static Page read(WebAddress address, HttpBody body, int limit) {
		String text = body.text();
		if (body.type().isEmpty() && text.indexOf('\0') >= 0) {
			throw unsupported(address, "binary data");
		}
		if (HTML.matcher(body.type()).matches() || (body.type().isEmpty() && looksLikeHtml(text))) {
			return html(address, text, limit);
		}
		return new Page(address.toString(), "", text.replace("\r\n", "\n"));
	}

	private static boolean looksLikeHtml(String text) {
		return HTML_START.matcher(text.substring(0, Math.min(text.length(), PROLOGUE))).matches();
	}

	private static Page html(WebAddress address, String text, int limit) {
		Document document = Jsoup.parse(text, address.toString());
		String title = title(document);
		return new Page(address.toString(), title, MarkdownRenderer.render(MainContent.of(document), limit));
	}

	private static String title(Document document) {
		String title = document.title();
		if (title.isBlank()) {
			title = document.select("meta[property=og:title]").attr("content");
		}
		if (title.isBlank()) {
			Element heading = document.selectFirst("h1");
			title = (heading != null) ? heading.text() : "";
		}
		String plain = title.strip().replaceAll("\\s+", " ");
		return (plain.length() <= TITLE) ? plain : plain.substring(0, TITLE) + "\u2026";
	}

	private static ProblemException unsupported(WebAddress address, String type) {
		return new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE,
				"url: %s is %s (expected: HTML, text, markdown, JSON or XML)"
					.formatted(Problems.abridged(address.toString()), type));
	}

}
