package dev.aura.bus.fs;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the workspace peripheral.
 *
 * @param maxWrite the largest text of one write
 * @param maxEdit the largest file that is edited, before and after
 * @param maxFile the largest file that is put, or that grows by appending
 * @param pageLines lines of a page when the caller names no limit
 * @param pageSize bytes of a page, whatever its lines
 * @param maxListEntries the most entries that a listing answers
 * @param maxWalkEntries the most entries that one listing or search looks at
 * @param maxMatches the most lines that a search answers
 * @param maxSearchFile the largest file that is searched
 * @param maxSearchSize bytes that one search reads
 * @param searchTime how long one search looks
 */
@ConfigurationProperties("aura.fs")
record FsProperties(@DefaultValue("8MB") DataSize maxWrite, @DefaultValue("8MB") DataSize maxEdit,
		@DefaultValue("1GB") DataSize maxFile, @DefaultValue("2000") int pageLines,
		@DefaultValue("256KB") DataSize pageSize, @DefaultValue("2000") int maxListEntries,
		@DefaultValue("100000") int maxWalkEntries, @DefaultValue("500") int maxMatches,
		@DefaultValue("16MB") DataSize maxSearchFile, @DefaultValue("256MB") DataSize maxSearchSize,
		@DefaultValue("10s") Duration searchTime) {

	/** What is held in memory as a whole stays below this. */
	private static final DataSize HELD = DataSize.ofMegabytes(256);

	FsProperties {
		requireUpTo(HELD, maxWrite, "max-write");
		requireUpTo(HELD, maxEdit, "max-edit");
		requireUpTo(HELD, pageSize, "page-size");
		requirePositive(maxFile.toBytes(), maxFile, "max-file");
		requirePositive(pageLines, pageLines, "page-lines");
		requirePositive(maxListEntries, maxListEntries, "max-list-entries");
		requirePositive(maxWalkEntries, maxWalkEntries, "max-walk-entries");
		requirePositive(maxMatches, maxMatches, "max-matches");
		requirePositive(maxSearchFile.toBytes(), maxSearchFile, "max-search-file");
		requirePositive(maxSearchSize.toBytes(), maxSearchSize, "max-search-size");
		requirePositive(searchTime.toMillis(), searchTime, "search-time");
	}

	private static void requirePositive(long number, Object value, String key) {
		if (number <= 0) {
			throw new IllegalArgumentException("aura.fs.%s: %s (expected: more than 0)".formatted(key, value));
		}
	}

	private static void requireUpTo(DataSize most, DataSize value, String key) {
		if (value.toBytes() <= 0 || value.compareTo(most) > 0) {
			throw new IllegalArgumentException(
					"aura.fs.%s: %s (expected: 1B to %dMB)".formatted(key, value, most.toMegabytes()));
		}
	}

}
