package dev.aura.bus.memory;

import java.sql.ResultSet;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * One version of one chunk as it is kept.
 *
 * @param row of this version; 0 when it is not kept yet
 * @param id that callers know it by, the same in every version; 0 when it has none yet
 * @param document id of the first chunk of the same text; null in that chunk itself
 * @param start where it begins in the text, in UTF-16 units
 * @param context headings above the text
 * @param metadata a JSON object
 * @param created in milliseconds, as are the other times
 * @param updated when this version was made; {@code created} in the first
 * @param expires null for never
 */
record Entry(long row, long id, String namespace, @Nullable Long document, int start, @Nullable String context,
		@Nullable String source, String metadata, String text, int version, long created, long updated,
		@Nullable Long expires, @Nullable Double importance, @Nullable Long file) {

	/** In the order of the components. */
	static final String COLUMNS = """
			id, coalesce(identity, id), namespace, document, start, context, source, metadata, text, version, created,
			coalesce(updated, created), expires, importance, file""";

	static Entry read(ResultSet row) throws SQLException {
		return new Entry(row.getLong(1), row.getLong(2), row.getString(3), number(row, 4), row.getInt(5),
				row.getString(6), row.getString(7), row.getString(8), row.getString(9), row.getInt(10), row.getLong(11),
				row.getLong(12), number(row, 13), decimal(row, 14), number(row, 15));
	}

	private static @Nullable Long number(ResultSet row, int column) throws SQLException {
		long number = row.getLong(column);
		return row.wasNull() ? null : number;
	}

	private static @Nullable Double decimal(ResultSet row, int column) throws SQLException {
		double number = row.getDouble(column);
		return row.wasNull() ? null : number;
	}

	/** What the embedding is made of. */
	String embedded() {
		return (this.context != null) ? this.context + "\n" + this.text : this.text;
	}

	byte[] fingerprint() {
		return Fingerprint.of(this.source, this.metadata, this.start, this.text);
	}

	/** The same under another id. */
	Entry withId(long another) {
		return new Entry(this.row, another, this.namespace, this.document, this.start, this.context, this.source,
				this.metadata, this.text, this.version, this.created, this.updated, this.expires, this.importance,
				this.file);
	}

	/** The same as a chunk of a file. */
	Entry of(@Nullable Long ofFile) {
		return new Entry(this.row, this.id, this.namespace, this.document, this.start, this.context, this.source,
				this.metadata, this.text, this.version, this.created, this.updated, this.expires, this.importance,
				ofFile);
	}

	/** The version that takes this one's place. */
	Entry next(Change change, long now) {
		return new Entry(0, this.id, this.namespace, this.document, this.start, this.context,
				change.after("source", change.source(), this.source),
				(change.metadata() != null) ? change.metadata() : this.metadata,
				(change.text() != null) ? change.text() : this.text, this.version + 1, this.created, now,
				change.after("expiresAt", change.expires(), this.expires),
				change.after("importance", change.importance(), this.importance), this.file);
	}

}
