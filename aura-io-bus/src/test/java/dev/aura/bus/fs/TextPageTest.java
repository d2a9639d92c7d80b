package dev.aura.bus.fs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TextPageTest {

	@Test
	void givesWholeTextsWithTheirLineEndings() throws IOException {
		TextPage page = page("\ufeffa\r\nb\rc\nd", 0, 10, 1000);
		assertThat(page.content()).isEqualTo("\ufeffa\r\nb\rc\nd");
		assertThat(page.totalLines()).isEqualTo(3);
		assertThat(page.isTruncated()).isFalse();
		assertThat(page.nextOffset()).isNull();
	}

	@Test
	void countsNoLineInAnEmptyText() throws IOException {
		TextPage page = page("", 0, 10, 1000);
		assertThat(page.content()).isEmpty();
		assertThat(page.totalLines()).isZero();
		assertThat(page.isTruncated()).isFalse();
	}

	@Test
	void endsAfterTheLimit() throws IOException {
		TextPage page = page("a\nb\nc\n", 1, 1, 1000);
		assertThat(page.content()).isEqualTo("b\n");
		assertThat(page.nextOffset()).isEqualTo(2);
		assertThat(page.isTruncated()).isTrue();
		assertThat(page("a\nb\nc\n", 1, 2, 1000).isTruncated()).isFalse();
	}

	@Test
	void isEmptyPastTheEnd() throws IOException {
		TextPage page = page("a\nb\n", Long.MAX_VALUE, Integer.MAX_VALUE, 1000);
		assertThat(page.content()).isEmpty();
		assertThat(page.totalLines()).isEqualTo(2);
		assertThat(page.isTruncated()).isFalse();
	}

	@Test
	void endsBeforeTheLineThatIsTooMuch() throws IOException {
		TextPage page = page("aaa\nbbb\nccc\n", 0, 10, 9);
		assertThat(page.content()).isEqualTo("aaa\nbbb\n");
		assertThat(page.nextOffset()).isEqualTo(2);
	}

	@Test
	void cutsALineThatIsTooLongForAPageAndGoesOnAfterIt() throws IOException {
		TextPage page = page("a😀😀\nb\n", 0, 10, 6);
		assertThat(page.content()).isEqualTo("a😀");
		assertThat(page.nextOffset()).isEqualTo(1);
		assertThat(page("a😀😀\nb\n", 1, 10, 6).content()).isEqualTo("b\n");
	}

	@Test
	void saysThatTheLastLineIsCut() throws IOException {
		TextPage page = page("a\n" + "b".repeat(50), 1, 10, 6);
		assertThat(page.content()).isEqualTo("bbbbbb");
		assertThat(page.isTruncated()).isTrue();
		assertThat(page.nextOffset()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 7, 100, 5000 })
	void givesEveryLineOnceThroughItsPages(int limit) throws IOException {
		StringBuilder text = new StringBuilder();
		for (int line = 0; line < 400; line++) {
			text.append("é".repeat(line % 50)).append(line).append((line % 3 == 0) ? "\r\n" : "\n");
		}
		StringBuilder seen = new StringBuilder();
		Long offset = 0L;
		while (offset != null) {
			TextPage page = page(text.toString(), offset, limit, 500);
			seen.append(page.content());
			offset = page.nextOffset();
		}
		assertThat(seen).hasToString(text.toString());
	}

	@Test
	void refusesANulAndOtherEncodingsAnywhere() {
		assertNoText("a\0".getBytes(StandardCharsets.UTF_8));
		assertNoText(("a\n".repeat(50_000) + "\0").getBytes(StandardCharsets.UTF_8));
		assertNoText("\u00e9".getBytes(StandardCharsets.ISO_8859_1));
		assertNoText(new byte[] { (byte) 0xc0, (byte) 0xaf });
		assertNoText(new byte[] { (byte) 0xed, (byte) 0xa0, (byte) 0x80 });
		assertNoText(new byte[] { 'a', (byte) 0xe2, (byte) 0x82 });
	}

	private static void assertNoText(byte[] bytes) {
		assertThatExceptionOfType(NotTextException.class)
			.isThrownBy(() -> TextPage.read(new ByteArrayInputStream(bytes), 0, 10, 1000));
	}

	private static TextPage page(String text, long offset, int limit, long most) throws IOException {
		return TextPage.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), offset, limit, most);
	}

}
