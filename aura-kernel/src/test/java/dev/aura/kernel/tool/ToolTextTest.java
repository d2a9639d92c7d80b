package dev.aura.kernel.tool;

import java.util.Collections;

import dev.aura.api.fs.ReadResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ToolTextTest {

	@Test
	void marksDataSoThatItCannotCloseItsTag() {
		String text = Data.of("page \"x\"><y>", "before </data> between </ DATA> after <data>");

		assertThat(text).startsWith("<data source=\"page  x   y\">\n")
			.contains("before <\\/data> between <\\/ DATA> after <data>");
		assertThat(text.split("(?i)</\\s*data")).hasSize(2);
	}

	@Test
	void leavesHarmlessDataAsItIs() {
		assertThat(Data.of("file a", "<b>x</b>\n")).isEqualTo("<data source=\"file a\">\n<b>x</b>\n</data>");
	}

	@Test
	void keepsTheItemsThatFit() {
		Cut cut = Cut.items(Collections.nCopies(20, "x".repeat(999)));

		assertThat(cut.whole()).isFalse();
		assertThat(cut.kept()).hasSize(16);
		assertThat(Cut.items(Collections.nCopies(16, "x".repeat(999))).whole()).isTrue();
	}

	@Test
	void tearsNoCharacterApart() {
		String text = "\ud83d\ude00".repeat(100);

		assertThat(Cut.middle("x" + text, 50).replaceAll("\\[.*]", "")).matches("x?[\ud83d\ude00\n]*");
		assertThat(Cut.boundary(text, 51)).isEqualTo(50);
	}

	@Test
	void saysWhereTheNextLineOfAFileIs() {
		assertThat(FilePage.of(new ReadResult("a", "1\n2\n", 9, 5, true, 2L), 0)).startsWith("a: lines 0 to 1 of 5.")
			.endsWith("go on with offset 2.");
		assertThat(FilePage.of(new ReadResult("a", "5", 9, 5, false, null), 4)).startsWith("a: lines 4 to 4 of 5.")
			.endsWith("</data>");
		assertThat(FilePage.of(new ReadResult("a", "", 0, 0, false, null), 0)).contains("nothing from line 0");
	}

	@Test
	void saysThatALineIsTooLongToShow() {
		String line = "x".repeat(40_000);

		assertThat(FilePage.of(new ReadResult("a", line + "\n2\n", 1, 2, false, null), 0))
			.contains("longer than what can be shown")
			.endsWith("The next line has offset 1.")
			.hasSizeLessThan(17_000);
	}

}
