package dev.aura.kernel.budget;

/** A limit is reached, so the call was not made. */
public final class SpentException extends RuntimeException {

	private final Spend.Kind kind;

	private final transient Spend limit;

	SpentException(Spend.Kind kind, Spend limit) {
		super(kind + " of " + limit);
		this.kind = kind;
		this.limit = limit;
	}

	public Spend.Kind kind() {
		return this.kind;
	}

	/** The limits of the account that ran out. */
	public Spend limit() {
		return this.limit;
	}

}
