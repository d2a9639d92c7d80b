package dev.aura.api;

import org.jspecify.annotations.Nullable;

/** Checks that a request names what it must. */
public final class Required {

	private Required() {
	}

	/**
	 * The value itself.
	 * @throws IllegalArgumentException when it is absent, naming the field
	 */
	public static <T> T field(@Nullable T value, String name) {
		if (value == null) {
			throw new IllegalArgumentException(name + ": absent (expected: a value)");
		}
		return value;
	}

}
