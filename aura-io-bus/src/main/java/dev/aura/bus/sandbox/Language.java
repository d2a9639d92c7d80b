package dev.aura.bus.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A language that programs can be written in.
 *
 * @param name as in requests
 * @param version of what runs it
 * @param fileName what the source file must be called
 * @param once how a single program is run
 * @param session how a session is begun; absent when the language has none
 * @param reservesMemory whether it reserves far more address space than it uses, so that
 * only what it uses can be limited
 */
record Language(String name, String version, String fileName, Startup once, @Nullable Startup session,
		boolean reservesMemory) {

	/** Stands for the word of the marks, which a session sets itself. */
	private static final Map<String, String> WORD = Map.of(FirstProcess.WORD, "");

	/** How a session is begun in a language that has them. */
	Startup forSession() {
		if (this.session == null) {
			throw new IllegalStateException("No sessions in " + this.name);
		}
		return this.session;
	}

	/** The same under another name. */
	Language named(String other) {
		return new Language(other, this.version, this.fileName, this.once, this.session, this.reservesMemory);
	}

	/** Python at a path. */
	static Language python(String path, String version, Map<String, String> variables) {
		return new Language("python", version, "main.py",
				new Startup("sitecustomize.py", List.of(path, Startup.MAIN),
						with(variables, Map.of("PYTHONPATH", Startup.HOOKS))),
				new Startup("session.py", List.of(path, Startup.HOOK), with(variables, WORD)), false);
	}

	/** Bash at a path. */
	static Language bash(String path, String version) {
		return new Language("bash", version, "main.sh",
				new Startup("wait.sh", List.of(path, Startup.MAIN), Map.of("BASH_ENV", Startup.HOOK)),
				new Startup("session.sh", List.of("/bin/sh", Startup.HOOK, path),
						with(WORD, Map.of("AURA_HOOK", Startup.HOOK))),
				false);
	}

	/** Node at a path. */
	static Language javascript(String path, String version, String heap, Map<String, String> variables) {
		return new Language("javascript", version, "main.js",
				new Startup("wait.js", List.of(path, heap, "--require", Startup.HOOK, Startup.MAIN), variables),
				new Startup("session.js",
						List.of("/bin/sh", "-c", "exec 3<&0; exec \"$@\"", "sh", path, heap, Startup.HOOK),
						with(variables, WORD)),
				true);
	}

	/**
	 * A JDK; a shell waits for the code, since a JVM could not begin before it has it.
	 */
	static Language java(List<String> command, String version) {
		return new Language("java", version, "Main.java",
				new Startup("wait.sh", waiting(command), Map.of("AURA_EXEC", "1")), null, true);
	}

	private static List<String> waiting(List<String> command) {
		List<String> all = new ArrayList<>(List.of("/bin/sh", Startup.HOOK));
		all.addAll(command);
		all.add(Startup.MAIN);
		return all;
	}

	private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
		Map<String, String> all = new LinkedHashMap<>(some);
		all.putAll(more);
		return all;
	}

}
