package dev.aura.kernel.agent;

/** A call would exceed a budget, so it was not made and the run ends. */
public final class BudgetRanOutException extends RuntimeException {

	private final transient Budget.Limit limit;

	public BudgetRanOutException(Budget.Limit limit) {
		super(limit.variable() + " is " + limit.value());
		this.limit = limit;
	}

	public Budget.Limit limit() {
		return this.limit;
	}

}
