package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an interpreter is started so that it waits for code before it runs any.
 *
 * @param hook the file that does the waiting, a resource; it says {@code ready} on stdout
 * as {@link MarkedOutput} wants it and reads code from stdin as {@link PipedIsolate}
 * writes it
 * @param command what is started
 * @param variables its environment besides what all programs have
 */
record Startup(String hook, List<String> command, Map<String, String> variables) {

	// Stand for paths in command and variables.
	static final String WORKSPACE = "{workspace}";

	static final String MAIN = "{main}";

	static final String HOOK = "{hook}";

	static final String HOOKS = "{hooks}";

	/** The content of the hook. */
	byte[] hookBytes() {
		try (InputStream resource = Startup.class.getResourceAsStream("/sandbox/hooks/" + this.hook)) {
			if (resource == null) {
				throw new IllegalStateException("No resource " + this.hook);
			}
			return resource.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Bytes that the folder of the source file must have room for: twice what it is, as
	 * it is counted in pages, and what a program of a session reads.
	 */
	long room(SandboxProperties properties) {
		long input = this.variables.containsKey(FirstProcess.WORD) ? properties.maxStdin().toBytes() : 0;
		return 2 * (properties.maxCode().toBytes() + input) + 65536;
	}

	/** The whole command line. */
	List<String> command(Paths paths) {
		return this.command.stream().map((argument) -> filled(argument, paths)).toList();
	}

	/** The environment that the interpreter needs. */
	Map<String, String> environment(Paths paths) {
		Map<String, String> environment = new LinkedHashMap<>(this.variables);
		environment.put("AURA_MAIN", paths.main());
		environment.replaceAll((name, value) -> filled(value, paths));
		return environment;
	}

	private String filled(String text, Paths paths) {
		return text.replace(WORKSPACE, paths.workspace())
			.replace(MAIN, paths.main())
			.replace(HOOKS, paths.hooks())
			.replace(HOOK, paths.hooks() + "/" + this.hook);
	}

	/**
	 * Where things are, as the interpreter sees them.
	 *
	 * @param main the source file, which the hook writes
	 * @param hooks the folder of the hook
	 */
	record Paths(String workspace, String main, String hooks) {
	}

}
