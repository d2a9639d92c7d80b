package dev.aura.bus.memory;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An entry with all that belongs to it, as it leaves one store and enters another.
 *
 * @param history former versions, the first one first
 * @param file the file that it is a chunk of
 * @param embedding null when it is to be made again
 */
record ArchivedEntry(Entry entry, List<EntryReads.Superseded> history, @Nullable FileMark file,
		float @Nullable [] embedding) {

	/**
	 * A file that was ingested, for it to be known as unchanged.
	 *
	 * @param digest of its bytes and of how they were read
	 * @param chunks how many it has
	 */
	record FileMark(String digest, int chunks) {
	}

}
