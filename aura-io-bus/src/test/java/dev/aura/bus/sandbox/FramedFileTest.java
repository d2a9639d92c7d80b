package dev.aura.bus.sandbox;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FramedFileTest {

	private static final String END = "mark-1end 4 3b9c358f36f0a31b6ad3e14f309c7cf198ac9246e8316f9ce543d5b19ac02b80\n";

	private final FramedFile file = new FramedFile("mark-1", 100);

	private void hears(String said) {
		byte[] bytes = said.getBytes(StandardCharsets.US_ASCII);
		this.file.accept(OutputSink.Source.STDOUT, bytes, 0, bytes.length);
	}

	@Test
	void findsTheFileWhateverElseIsSaid() {
		hears("noise\nnoise without an endmark-1data ZmlsZQ==\nnoise\n" + "x".repeat(20_000) + END + "more");

		assertThat(this.file.content()).hasValueSatisfying((bytes) -> assertThat(bytes).asString().isEqualTo("file"));
		assertThat(this.file.failure()).isEmpty();
	}

	@Test
	void findsTheFileInWhateverPiecesItComes() {
		for (char one : ("mark-mark-1data ZmlsZQ==\n" + END).toCharArray()) {
			hears(String.valueOf(one));
		}

		assertThat(this.file.content()).isPresent();
	}

	@Test
	void hasNoFileThatIsNotAllThere() {
		hears("mark-1data ZmlsZQ==\n");
		assertThat(this.file.content()).isEmpty();

		hears("mark-1data ZmlsZQ==\n" + END);
		assertThat(this.file.content()).isEmpty();
	}

	@Test
	void hearsNothingOnStderr() {
		byte[] bytes = "mark-1fail EIO\n".getBytes(StandardCharsets.US_ASCII);
		this.file.accept(OutputSink.Source.STDERR, bytes, 0, bytes.length);

		assertThat(this.file.failure()).isEmpty();
	}

	@Test
	void saysWhatWentWrong() {
		hears("mark-1fail ENOENT\n");

		assertThat(this.file.failure()).contains("ENOENT");
	}

}
