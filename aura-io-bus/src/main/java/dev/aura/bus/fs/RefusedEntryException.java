package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.file.Path;

import dev.aura.api.fs.ListResult;

/** There is something of a kind that is not used, for instance a symbolic link. */
final class RefusedEntryException extends IOException {

	private final String name;

	private final ListResult.Type found;

	RefusedEntryException(Path name, ListResult.Type found) {
		super(name + " is of type " + found);
		this.name = name.toString();
		this.found = found;
	}

	String name() {
		return this.name;
	}

	ListResult.Type found() {
		return this.found;
	}

}
