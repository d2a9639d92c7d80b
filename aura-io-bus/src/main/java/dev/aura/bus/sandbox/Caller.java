package dev.aura.bus.sandbox;

import dev.aura.bus.ledger.CurrentEffect;

/** Whom a call is made for. */
final class Caller {

	private Caller() {
	}

	/**
	 * The run that the call under way is part of, as its key tells
	 * ({@code run/step/call}); those without a key are one caller.
	 */
	static String current() {
		return CurrentEffect.key().map((key) -> key.split("/", 2)[0]).orElse("");
	}

}
