package dev.aura.bus.fs;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The names under which the bus prepares files and folders. Callers can neither use nor
 * see them, so that a file appears complete or not at all.
 */
final class TemporaryName {

	private static final Pattern shape = Pattern.compile("\\.aura-[0-9a-f]{16}\\.tmp");

	private TemporaryName() {
	}

	static Path next() {
		return Path.of(".aura-%016x.tmp".formatted(ThreadLocalRandom.current().nextLong()));
	}

	static boolean is(Path name) {
		return shape.matcher(name.toString()).matches();
	}

}
