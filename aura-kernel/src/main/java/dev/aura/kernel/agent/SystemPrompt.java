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
		try (InputStream text = SystemPrompt.class.getResourceAsStream("system-prompt.md")) {
			if (text == null) {
				throw new IllegalStateException("system-prompt.md is missing from the jar");
			}
			return SystemMessage.from(new String(text.readAllBytes(), StandardCharsets.UTF_8).strip());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
