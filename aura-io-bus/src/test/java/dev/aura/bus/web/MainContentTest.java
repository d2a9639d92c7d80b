package dev.aura.bus.web;

import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MainContentTest {

	private static final String PROSE = "<p>A sentence, with a comma, that is long enough to be counted as prose.</p>";

	@Test
	void keepsTheArticleAndDropsWhatSurroundsIt() {
		String text = text("""
				<header><a href=/>Site</a></header><nav><a href=/a>Menu</a></nav>
				<div class=wrap><article><h1>Title</h1><div class=share-buttons>Share</div><div class=body>%s</div>
				<aside>Teaser</aside></article><div class=sidebar><p>Sidebar, and more, and more still.</p></div></div>
				<form><input name=q><label>Search</label></form><script>script()</script><style>p{}</style>
				<div hidden>Hidden</div><p style="display: none">Invisible</p><footer>Imprint</footer>"""
			.formatted(PROSE.repeat(8)));
		assertThat(text).startsWith("# Title\n\nA sentence").endsWith("prose.");
		assertThat(text).doesNotContain("Share", "Teaser", "Sidebar", "Search", "script", "Hidden", "Invisible",
				"Imprint", "Menu");
	}

	@Test
	void keepsEveryPartOfAnArticleInSections() {
		String text = text("<main><section><h2>One</h2>%s</section><section><h2>Two</h2>%s</section></main>"
			.formatted(PROSE.repeat(4), PROSE.repeat(3)));
		assertThat(text).contains("One", "Two");
	}

	@Test
	void keepsAPageOfLinksWhole() {
		String text = text("<div><ul>" + "<li><a href=/x>A headline, with a link</a></li>".repeat(30) + "</ul></div>");
		assertThat(text.split("headline")).hasSize(31);
	}

	@Test
	void keepsTheCommentsOfADiscussion() {
		assertThat(text("<div class=comment>" + PROSE.repeat(3) + "</div><div class=comment>First " + PROSE.repeat(3)
				+ "</div>"))
			.contains("First");
	}

	@Test
	void keepsAPageThatIsOneForm() {
		assertThat(text("<form id=aspnetForm>" + PROSE.repeat(20) + "<input></form>")).startsWith("A sentence");
	}

	@Test
	void keepsAPageThatHidesItsBodyUntilAScriptRuns() {
		assertThat(text("<body style='visibility:hidden'><div style='display:none'><main>" + PROSE.repeat(5)))
			.startsWith("A sentence");
	}

	@Test
	void bearsAPageOfNothing() {
		assertThat(text("")).isEmpty();
		assertThat(text("<frameset><frame src=x></frameset>")).isEmpty();
	}

	private static String text(String html) {
		return MarkdownRenderer.render(MainContent.of(Jsoup.parse(html)), 100_000);
	}

}
