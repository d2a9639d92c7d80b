package dev.aura.kernel.settings;

/** A setting that cannot be used; its message is for the person. */
public final class SettingException extends RuntimeException {

	/**
	 * A malformed setting.
	 * @param variable its name
	 * @param value as given
	 * @param expected what would have been right
	 */
	public SettingException(String variable, String value, String expected) {
		this("%s: %s (expected: %s)".formatted(variable, value.isEmpty() ? "empty" : value, expected));
	}

	public SettingException(String message) {
		super(message);
	}

}
