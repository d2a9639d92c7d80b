package dev.aura.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WeightsTest {

	@TempDir
	private Path folder;

	@Test
	void saysThatTheEngineDoesNotKnowThisKindOfModel() throws IOException {
		Path file = gguf("qwen3", 32_768);

		assertThatExceptionOfType(LocalModelException.class).isThrownBy(() -> Weights.of("new", file))
			.withMessageContaining("of the kind \"qwen3\"")
			.withMessageContaining("b4916");
	}

	@Test
	void saysWhatAFileIsNot() throws IOException {
		Path file = Files.writeString(this.folder.resolve("a.gguf"), "no weights at all");

		assertThatExceptionOfType(LocalModelException.class).isThrownBy(() -> Weights.of("none", file))
			.withMessageContaining("is not a GGUF file");
	}

	@Test
	void readsAFileThatIsCutOffAsNone() throws IOException {
		byte[] whole = Files.readAllBytes(gguf("llama", 2_048));
		Path file = Files.write(this.folder.resolve("cut.gguf"), Arrays.copyOf(whole, whole.length - 3));

		assertThatExceptionOfType(LocalModelException.class).isThrownBy(() -> Weights.of("cut", file))
			.withMessageContaining("cannot be read as a GGUF file");
	}

	@Test
	void takesNoMoreContextThanTheModelWasTrainedOn() throws IOException {
		Weights weights = Weights.of("small", gguf("llama", 2_048));

		assertThat(weights.contextTokens()).isEqualTo(2_048);
		assertThat(weights.hasTemplate()).isFalse();
		assertThat(weights.abilities().compact()).isTrue();
	}

	private Path gguf(String architecture, int context) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
		bytes.writeBytes(little(12).putInt(3).putLong(0).flip().array());
		bytes.writeBytes(little(8).putLong(3).array());
		text(bytes, "general.architecture");
		bytes.writeBytes(little(4).putInt(8).array());
		text(bytes, architecture);
		text(bytes, "a.list");
		bytes.writeBytes(little(24).putInt(9).putInt(4).putLong(2).putInt(1).putInt(2).array());
		text(bytes, architecture + ".context_length");
		bytes.writeBytes(little(8).putInt(4).putInt(context).array());
		return Files.write(this.folder.resolve(architecture + ".gguf"), bytes.toByteArray());
	}

	private static void text(ByteArrayOutputStream bytes, String text) {
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		bytes.writeBytes(little(8).putLong(utf8.length).array());
		bytes.writeBytes(utf8);
	}

	private static ByteBuffer little(int size) {
		return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
	}

}
