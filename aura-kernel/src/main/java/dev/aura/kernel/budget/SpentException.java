package dev.aura.kernel.budget;

/** A limit is reached, so the call was not made. */
public final class SpentException extends RuntimeException {

	private final String owner;

	private final Spend.Kind kind;

	private final transient Spend limit;

	SpentException(String owner, Spend.Kind kind, Spend limit) {
		super("%s of %s of %s".formatted(kind, limit, owner));
		this.owner = owner;
		this.kind = kind;
		this.limit = limit;
	}

	/** Whose account ran out. */
	public String owner() {
		return this.owner;
	}

	public Spend.Kind kind() {
		return this.kind;
	}

	/** The limits of the account that ran out. */
	public Spend limit() {
		return this.limit;
	}

}
