package dev.aura.bus.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A language that programs can be written in.
 *
 * @param name as in requests
 * @param version of what runs it
 * @param command what runs it, up to the name of the source file
 * @param fileName what the source file must be called
 * @param variables environment variables that it needs
 * @param reservesMemory whether it reserves far more address space than it uses, so that
 * only what it uses can be limited
 */
record Language(String name, String version, List<String> command, String fileName, Map<String, String> variables,
		boolean reservesMemory) {

	/** Stands for the workspace in {@code command} and {@code variables}. */
	static final String WORKSPACE = "{workspace}";

	/** The whole command line. */
	List<String> command(String workspace, String file) {
		return Stream.concat(this.command.stream(), Stream.of(file))
			.map((argument) -> argument.replace(WORKSPACE, workspace))
			.toList();
	}

	Map<String, String> environment(String workspace) {
		Map<String, String> environment = new LinkedHashMap<>(this.variables);
		environment.replaceAll((name, value) -> value.replace(WORKSPACE, workspace));
		return environment;
	}

}
