package dev.aura.kernel.cli;

import java.io.OutputStream;
import java.io.PrintStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MarkdownTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# Title                | ^[1mTitle^[0m
			use `ls -l` here       | use ^[36mls -l^[0m here
			a **bold** word        | a ^[1mbold^[0m word
			- one                  | • one
			  * two                |   • two
			> said                 | ^[2m│ said^[0m
			---                    | ^[2m────────^[0m
			see [it](https://x.y)  | see it ^[2m(https://x.y)^[0m
			2 * 3 * 4 _is_ $24     | 2 * 3 * 4 _is_ $24
			""", ignoreLeadingAndTrailingWhitespace = false)
	void stylesALine(String line, String expected) {
		assertThat(render(markdown(true), line.strip() + "\n"))
			.isEqualTo(expected.strip().replace("^", "\u001b") + "\n");
	}

	@Test
	void stylesWhatComesInPieces() {
		Markdown markdown = markdown(true);

		assertThat(markdown.more("# Ti")).isEmpty();
		assertThat(markdown.more("tle\n**bo")).isEqualTo("\u001b[1mTitle\u001b[0m\n");
		assertThat(markdown.more("ld** end")).isEmpty();
		assertThat(markdown.end()).isEqualTo("\u001b[1mbold\u001b[0m end\n");
		assertThat(markdown.end()).isEmpty();
	}

	@Test
	void leavesCodeAlone() {
		assertThat(render(markdown(true), "```\n# no **title**\n```\n# title\n")).isEqualTo(
				"\u001b[2m```\u001b[0m\n\u001b[36m# no **title**\u001b[0m\n\u001b[2m```\u001b[0m\n\u001b[1mtitle\u001b[0m\n");
	}

	@Test
	void leavesTextAsItIsWithoutColours() {
		assertThat(render(markdown(false), "# Title\n- **x**")).isEqualTo("# Title\n- **x**\n");
	}

	@Test
	void letsNothingSteerTheTerminal() {
		assertThat(render(markdown(true), "\u001b[2Jgone\u0007\n")).isEqualTo("[2Jgone\n");
	}

	private static String render(Markdown markdown, String text) {
		return markdown.more(text) + markdown.end();
	}

	private static Markdown markdown(boolean colours) {
		PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
		return new Markdown(new Terminal(nowhere, nowhere, colours, true));
	}

}
