package dev.aura.kernel.settings;

/**
 * A value that is never printed.
 *
 * @param value the secret itself
 */
public record Secret(String value) {

	/** A text with this secret taken out, for messages that others wrote. */
	public String redact(String text) {
		return this.value.isEmpty() ? text : text.replace(this.value, "***");
	}

	@Override
	public String toString() {
		return "***";
	}

}
