package dev.aura.bus.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The first process of an isolate, a shell. It reads the word of the marks from stdin and
 * starts the interpreter; when that ends it sees to it that nothing else runs on, if it
 * is the first of a PID namespace, and marks the end of both outputs.
 */
final class FirstProcess {

	/** The variable in which an interpreter that sets the marks itself finds the word. */
	static final String WORD = "AURA_WORD";

	/**
	 * Interruptions are for the program. Its own environment stays as it is, the
	 * interpreter's is in its parameters. What the shell itself says about a signal is
	 * not the program's output. The end of a shell that is not the first of a namespace
	 * must not kill its neighbours.
	 */
	private static final String SCRIPT = """
			read -r word || exit
			trap : INT
			exec 3>&2 2>/dev/null
			while [ "$1" != -- ]; do export "$1"; shift; done; shift
			[ -z "${AURA_WORD+x}" ] || AURA_WORD=$word
			(exec "$@" 2>&3 3>&-)
			code=$?
			[ $$ != 1 ] || kill -s KILL -- -1
			printf '\\000%s end %d\\n' "$word" "$code" >&3
			printf '\\000%s end %d\\n' "$word" "$code"
			exit "$code"
			""";

	private FirstProcess() {
	}

	/**
	 * Its command line.
	 * @param environment of the interpreter
	 * @param command the interpreter, what limits it in front
	 */
	static List<String> command(String sh, Map<String, String> environment, List<String> command) {
		List<String> all = new ArrayList<>(List.of(sh, "-c", SCRIPT, "sh"));
		environment.forEach((name, value) -> all.add(name + "=" + value));
		all.add("--");
		all.addAll(command);
		return all;
	}

}
