package dev.aura.bus.web;

/** A page is larger than the bus reads. */
final class TooLargeException extends RuntimeException {

	private final long limit;

	/**
	 * A page that is too large.
	 * @param limit in bytes of the body or characters of the markdown
	 */
	TooLargeException(long limit) {
		super("larger than " + limit);
		this.limit = limit;
	}

	long limit() {
		return this.limit;
	}

}
