package dev.aura.local;

import java.util.Locale;

/** Sizes for a person. */
final class Bytes {

	private static final long MEGA = 1_000_000;

	private Bytes() {
	}

	static String text(long bytes) {
		return (bytes >= 1000 * MEGA) ? String.format(Locale.ROOT, "%.1f GB", bytes / 1e9)
				: String.format(Locale.ROOT, "%d MB", Math.max(1, bytes / MEGA));
	}

}
