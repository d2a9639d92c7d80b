package dev.aura.bus.memory;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An entry as a line of an export.
 *
 * @param document id of the first chunk of the same text; absent in that chunk itself
 * @param file digest of the file that it is a chunk of
 * @param fileChunks how many chunks that file has
 * @param history former versions, the first one first; absent without any
 * @param embedding little-endian float32 in Base64
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ArchiveLine(@Nullable String id, @Nullable String namespace, @Nullable String document, int start,
		@Nullable String context, @Nullable String source, @Nullable Map<String, Object> metadata,
		@Nullable String text, int version, @Nullable Instant createdAt, @Nullable Instant updatedAt,
		@Nullable Instant expiresAt, @Nullable Double importance, @Nullable String file, @Nullable Integer fileChunks,
		@Nullable List<Past> history, @Nullable String embedding) {

	/** Those that come after it still have the eighteen digits that calls take. */
	private static final long MAX_ID = 900_000_000_000_000_000L;

	private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

	static ArchiveLine of(ArchivedEntry archived, boolean withEmbedding) {
		Entry entry = archived.entry();
		Long document = entry.document();
		Long expires = entry.expires();
		ArchivedEntry.FileMark file = archived.file();
		float[] embedding = archived.embedding();
		return new ArchiveLine(Long.toString(entry.id()), entry.namespace(),
				(document != null) ? Long.toString(document) : null, entry.start(), entry.context(), entry.source(),
				Metadata.read(entry.metadata()), entry.text(), entry.version(), Instant.ofEpochMilli(entry.created()),
				Instant.ofEpochMilli(entry.updated()), (expires != null) ? Instant.ofEpochMilli(expires) : null,
				entry.importance(), (file != null) ? file.digest() : null, (file != null) ? file.chunks() : null,
				archived.history().isEmpty() ? null : archived.history().stream().map(Past::of).toList(),
				(withEmbedding && embedding != null) ? Base64.getEncoder().encodeToString(Embeddings.bytes(embedding))
						: null);
	}

	/**
	 * What the line says, checked as if it came in any other way.
	 * @param dimension of embeddings that can be taken over; 0 for none
	 */
	ArchivedEntry checked(int dimension) {
		long number = number("id", this.id);
		if (number > MAX_ID) {
			throw Checks.unusable("id", number, "at most " + MAX_ID);
		}
		String checkedText = content(this.text);
		if (this.version < 1 || this.start < 0) {
			throw Checks.unusable("version, start", this.version + ", " + this.start, "1 or more, 0 or more");
		}
		Instant created = (this.createdAt != null) ? this.createdAt : Instant.now();
		Instant updated = (this.updatedAt != null) ? this.updatedAt : created;
		Entry entry = new Entry(0, number, Checks.namespace(this.namespace),
				(this.document != null) ? number("document", this.document) : null, this.start,
				(this.context != null) ? Checks.storable("context", this.context) : null, Checks.source(this.source),
				Metadata.write(this.metadata), checkedText, this.version, millis("createdAt", created),
				millis("updatedAt", updated), (this.expiresAt != null) ? millis("expiresAt", this.expiresAt) : null,
				Checks.share("importance", this.importance), null);
		ArchivedEntry.FileMark mark = (this.file != null && this.fileChunks != null)
				? new ArchivedEntry.FileMark(Checks.storable("file", this.file), this.fileChunks) : null;
		return new ArchivedEntry(entry, past(), mark, (dimension > 0) ? vector(dimension) : null);
	}

	private List<EntryReads.Superseded> past() {
		List<EntryReads.Superseded> past = new ArrayList<>();
		for (Past version : Objects.requireNonNullElse(this.history, List.<Past>of())) {
			if (version == null) {
				throw Checks.unusable("history", "null", "former versions");
			}
			past.add(version.checked());
		}
		return past;
	}

	/** Chunks of blanks alone were kept once. */
	private static String content(@Nullable String text) {
		return (text != null && !text.isEmpty()) ? Checks.storable("text", text) : Checks.text("");
	}

	private static long millis(String name, Instant instant) {
		try {
			return instant.toEpochMilli();
		}
		catch (ArithmeticException ex) {
			throw Checks.unusable(name, instant, "an instant that milliseconds can tell");
		}
	}

	private static long number(String name, @Nullable String id) {
		if (id == null || !ID.matcher(id).matches()) {
			throw Checks.unusable(name, String.valueOf(id), "an id, as an export has it");
		}
		return Long.parseLong(id);
	}

	private float @Nullable [] vector(int dimension) {
		if (this.embedding == null) {
			return null;
		}
		byte[] bytes;
		try {
			bytes = Base64.getDecoder().decode(this.embedding);
		}
		catch (IllegalArgumentException ex) {
			throw Checks.unusable("embedding", this.embedding, "Base64");
		}
		if (bytes.length != dimension * Float.BYTES) {
			throw Checks.unusable("embedding", bytes.length + " bytes", dimension * Float.BYTES + " bytes");
		}
		float[] vector = Embeddings.floats(ByteBuffer.wrap(bytes).array());
		double squares = 0;
		for (float component : vector) {
			squares += (double) component * component;
		}
		if (!(Math.abs(squares - 1) < 1e-3)) {
			throw Checks.unusable("embedding", "of squared length " + squares, "1");
		}
		return vector;
	}

	/** A former version. */
	record Past(int version, @Nullable String source, @Nullable Map<String, Object> metadata, @Nullable String text,
			@Nullable Instant createdAt, @Nullable Instant supersededAt) {

		static Past of(EntryReads.Superseded superseded) {
			return new Past(superseded.version(), superseded.source(), Metadata.read(superseded.metadata()),
					superseded.text(), Instant.ofEpochMilli(superseded.made()),
					Instant.ofEpochMilli(superseded.superseded()));
		}

		EntryReads.Superseded checked() {
			if (this.createdAt == null || this.supersededAt == null) {
				throw Checks.unusable("history", "a version without its times", "createdAt and supersededAt");
			}
			return new EntryReads.Superseded(this.version, Checks.source(this.source), Metadata.write(this.metadata),
					content(this.text), millis("createdAt", this.createdAt), millis("supersededAt", this.supersededAt));
		}

	}

}
