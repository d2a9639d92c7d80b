package dev.aura.bus.egress;

/** A connection that the proxy does not make. */
final class RefusedException extends Exception {

	private final int status;

	/**
	 * A refusal.
	 * @param status of HTTP
	 * @param reason for the client, and for the log: nothing of what the client sent but
	 * a host and a port
	 */
	RefusedException(int status, String reason) {
		super(reason);
		this.status = status;
	}

	int status() {
		return this.status;
	}

	String reason() {
		return String.valueOf(getMessage());
	}

}
