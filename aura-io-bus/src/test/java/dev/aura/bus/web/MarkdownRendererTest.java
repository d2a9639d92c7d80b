package dev.aura.bus.web;

import java.util.Set;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MarkdownRendererTest {

	@ParameterizedTest
	@CsvSource(delimiterString = "=>", value = { "<h1>A</h1><h3>B</h3>=># A||### B", "<p>a<p>b=>a||b",
			"<p>a <b> bold</b>, <i>it</i>  and <code>x y</code>.=>a **bold**, *it* and `x y`.",
			"a<b></b><i class=icon></i>b=>ab", "<h2><b></b></h2>x=>x", "one<br>two=>one|two",
			"<p>a</p><hr><p>b=>a||---||b", "<ul><li>a<li>b<ul><li>c<li>d</ul><li>e</ul>=>- a|- b|  - c|  - d|- e",
			"<ol start=9><li>a<li>b</ol>=>9. a|10. b", "<ul><li><p>a</p><p>b</p></li></ul>=>- a||  b",
			"<blockquote><p>a<p>b</blockquote>c=>> a|>|> b||c", "<dl><dt>T<dd>D</dl>=>T|: D",
			"10<sup>6</sup> m<sup>2</sup><sup><a href=#n>3</a></sup>=>10^6 m^23", "<del>a</del>=>~~a~~",
			"<a href=b?c>x</a>=>[x](https://s.example/p/b?c)",
			"<a href='/a (b)'>x</a>=>[x](https://s.example/a%20%28b%29)", "<a href='#part'>x</a>=>x",
			"<h2>T<a href='#t'>¶</a></h2>=>## T", "<a href='javascript:x()'>x</a>=>x", "<a href=/x></a>y=>y",
			"<a href=/x><h3>T</h3><p>s</p></a>=>[T s](https://s.example/x)",
			"<h3><a href=/x>T</a></h3>=>### [T](https://s.example/x)", "<img src=i.png>=>''",
			"<img src=i.png alt='A  b'>=>![A b](https://s.example/p/i.png)", "<img src='data:x' alt=A>=>A",
			"<table><tr><th>a<th>b<tr><td>1<td>x|y<br>z</table>=>| a | b ||| --- | --- ||| 1 | x\\|y z |",
			"<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td colspan=2>d</table>=>| a | b ||| --- | --- |||  | c ||| d |  |",
			"<table><tr><td><p>only</p><p>layout</p></table>=>only||layout" })
	void rendersHtml(String html, String markdown) {
		// A bar stands for the end of a line, two before a bar of a table's row included.
		assertThat(render(html).replace('\n', '|')).isEqualTo(markdown);
	}

	@Test
	void keepsCodeAsItIs() {
		assertThat(
				render("<pre><code class='hljs language-java'>int a;\n\n    <b>if</b> (a &lt; b)   {}\n</code></pre>"))
			.isEqualTo("```java\nint a;\n\n    if (a < b)   {}\n```");
		assertThat(render("<div class='highlight-python'><div><pre>x = 1</pre></div></div>"))
			.isEqualTo("```python\nx = 1\n```");
		assertThat(render("<pre>```\nnested\n```</pre>")).isEqualTo("````\n```\nnested\n```\n````");
		assertThat(render("<ul><li>Run:<pre>a\nb</pre></ul>")).isEqualTo("- Run:\n\n  ```\n  a\n  b\n  ```");
		assertThat(render("<code>a`b</code>")).isEqualTo("`` a`b ``");
	}

	@Test
	void dropsInvisibleCharacters() {
		assertThat(render("so\u00adft \u200bzero\u0007 \u001b[31m a\u00a0b")).isEqualTo("soft zero [31m a b");
	}

	@Test
	void bearsHugeAttributesAndSpans() {
		assertThat(render("<a href='https://x.example/" + "y".repeat(1_000_000) + "'>x</a>")).isEqualTo("x");
		assertThat(render("<table><tr><td colspan=999999>a<td>b<tr><td rowspan=999999>c<td>d</table>"))
			.hasSizeLessThan(500);
	}

	@Test
	void neverWritesMoreThanItsLimit() {
		assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> render("<p>" + "word ".repeat(30), 100));
		assertThatExceptionOfType(TooLargeException.class).isThrownBy(() -> render("<pre>" + "word\n".repeat(30), 100));
	}

	private static String render(String html) {
		return render(html, 100_000);
	}

	private static String render(String html, int limit) {
		Element body = Jsoup.parse(html, "https://s.example/p/q").body();
		return MarkdownRenderer.render(new MainContent.Content(body, Set.of()), limit);
	}

}
