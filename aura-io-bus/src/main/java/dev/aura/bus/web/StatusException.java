package dev.aura.bus.web;

import java.io.IOException;

/** Another server answered, but not with what was asked for. */
final class StatusException extends IOException {

	private final int status;

	StatusException(int status) {
		super("status " + status);
		this.status = status;
	}

	int status() {
		return this.status;
	}

}
