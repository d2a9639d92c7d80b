package dev.aura.bus.address;

/** A host that is not public, with the rule that says so as its message. */
public final class NotPublicException extends Exception {

	NotPublicException(String rule) {
		super(rule);
	}

	/** Why it is not public, in a few words. */
	public String rule() {
		return String.valueOf(getMessage());
	}

}
