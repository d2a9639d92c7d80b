package dev.aura.kernel.run;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a run, such as {@code r-20261122-193000-ab12}. Names sort by time.
 *
 * @param value safe as a file name
 */
public record RunId(String value) implements Comparable<RunId> {

	private static final Pattern SHAPE = Pattern.compile("r-[0-9]{8}-[0-9]{6}-[0-9a-f]{4}");

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

	private static final SecureRandom random = new SecureRandom();

	public RunId {
		if (!SHAPE.matcher(value).matches()) {
			throw new IllegalArgumentException(value);
		}
	}

	/** A name for a run that starts now. */
	public static RunId next() {
		return new RunId(
				"r-%s-%04x".formatted(LocalDateTime.now(Clock.systemUTC()).format(TIME), random.nextInt(0x10000)));
	}

	/** The name that a text is, if it is one. */
	public static Optional<RunId> of(String text) {
		return SHAPE.matcher(text).matches() ? Optional.of(new RunId(text)) : Optional.empty();
	}

	/** When it was made; the epoch when that is no time. */
	Instant time() {
		try {
			return LocalDateTime.parse(this.value.substring("r-".length(), this.value.lastIndexOf('-')), TIME)
				.toInstant(ZoneOffset.UTC);
		}
		catch (DateTimeException ex) {
			return Instant.EPOCH;
		}
	}

	@Override
	public int compareTo(RunId other) {
		return this.value.compareTo(other.value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
