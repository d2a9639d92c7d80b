package dev.aura.bus.memory;

import java.nio.charset.StandardCharsets;

import dev.aura.api.ProblemType;
import dev.aura.api.memory.AddRequest;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * A text that may be kept.
 *
 * @param metadata a JSON object
 */
record Addition(String text, String namespace, @Nullable String source, String metadata) {

	private static final int MAX_SOURCE = 2_048;

	static Addition of(AddRequest request, DataSize maxText) {
		String text = request.text();
		int size = text.getBytes(StandardCharsets.UTF_8).length;
		if (size > maxText.toBytes()) {
			throw new ProblemException(ProblemType.TOO_LARGE,
					"text: " + size + " bytes (expected: at most " + maxText.toBytes() + ")");
		}
		Checks.storable("text", Checks.notBlank("text", text));
		return new Addition(text, Checks.namespace(request.namespace()), source(request.source()),
				Metadata.write(request.metadata()));
	}

	private static @Nullable String source(@Nullable String source) {
		if (source != null && source.length() > MAX_SOURCE) {
			throw Checks.unusable("source", source.length() + " characters", "at most " + MAX_SOURCE);
		}
		return (source != null) ? Checks.storable("source", source) : null;
	}

}
