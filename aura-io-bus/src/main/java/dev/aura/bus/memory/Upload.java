package dev.aura.bus.memory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A file that came as a form. The form is read here rather than by Spring, which would
 * read every form before the controller that it is for.
 *
 * @param source the name that was given, else that of the file
 */
record Upload(byte[] content, String source, @Nullable String namespace, @Nullable Map<String, Object> metadata,
		@Nullable Double importance) {

	private static final int MAX_FIELD = 65_536;

	private static final Set<String> FIELDS = Set.of("source", "namespace", "metadata", "importance");

	static Upload of(HttpServletRequest request) {
		try {
			return read(new FileUpload().getItemIterator(new ServletRequestContext(request)));
		}
		catch (IOException ex) {
			throw new ProblemException(ProblemType.MALFORMED_REQUEST,
					"The body is not a whole form (expected: multipart/form-data with a file).", ex);
		}
	}

	private static Upload read(FileItemIterator parts) throws IOException {
		byte[] content = null;
		String name = null;
		Map<String, String> fields = new LinkedHashMap<>();
		while (parts.hasNext()) {
			FileItemStream part = parts.next();
			String field = String.valueOf(part.getFieldName());
			try (InputStream stream = part.openStream()) {
				if (field.equals("file") && content == null) {
					content = stream.readAllBytes();
					name = part.getName();
				}
				else if (FIELDS.contains(field) && !fields.containsKey(field)) {
					fields.put(field, new String(stream.readNBytes(MAX_FIELD), StandardCharsets.UTF_8));
				}
				else {
					throw new ProblemException(ProblemType.MALFORMED_REQUEST, Problems.abridged(field)
							+ ": unknown or given twice (expected: file, source, namespace, metadata, importance)");
				}
			}
		}
		if (content == null) {
			throw new ProblemException(ProblemType.MALFORMED_REQUEST, "file: absent (expected: a file)");
		}
		String source = fields.getOrDefault("source", (name != null) ? name : "");
		return new Upload(content, source, fields.get("namespace"), metadata(fields.get("metadata")),
				importance(fields.get("importance")));
	}

	private static @Nullable Map<String, Object> metadata(@Nullable String json) {
		try {
			return (json != null) ? Metadata.read(json) : null;
		}
		catch (JacksonException ex) {
			throw new ProblemException(ProblemType.MALFORMED_REQUEST,
					"metadata: " + Problems.abridged(json) + " (expected: a JSON object)");
		}
	}

	private static @Nullable Double importance(@Nullable String number) {
		try {
			return (number != null) ? Double.valueOf(number) : null;
		}
		catch (NumberFormatException ex) {
			throw new ProblemException(ProblemType.MALFORMED_REQUEST,
					"importance: " + Problems.abridged(number) + " (expected: a number)");
		}
	}

}
