package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.file.Path;

/** What was looked at is no longer what was opened. */
final class ChangedMeanwhileException extends IOException {

	ChangedMeanwhileException(Path name) {
		super(name + " changed between the look and the opening");
	}

}
