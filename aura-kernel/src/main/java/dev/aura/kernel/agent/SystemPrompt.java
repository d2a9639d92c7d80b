package dev.aura.kernel.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import dev.langchain4j.data.message.SystemMessage;

/** What every conversation begins with. */
public final class SystemPrompt {

	private SystemPrompt() {
	}

	/** The prompt as a message. */
	public static SystemMessage message() {
		return message("system-prompt.md");
	}

	/** The prompt as a message that models understand which a long one confuses. */
	public static SystemMessage compact() {
		return message("system-prompt-compact.md");
	}

	private static SystemMessage message(String name) {
		try (InputStream text = SystemPrompt.class.getResourceAsStream(name)) {
			if (text == null) {
				throw new IllegalStateException(name + " is missing from the jar");
			}
			return SystemMessage.from(new String(text.readAllBytes(), StandardCharsets.UTF_8).strip());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
