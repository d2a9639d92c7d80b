package dev.aura.kernel.cli;

import java.util.Map;

import picocli.CommandLine;

/**
 * Makes the subcommands, which all take the environment.
 *
 * @param environment variables
 */
record Commands(Map<String, String> environment) implements CommandLine.IFactory {

	@Override
	public <K> K create(Class<K> type) throws Exception {
		try {
			return type.getDeclaredConstructor(Map.class).newInstance(this.environment);
		}
		catch (NoSuchMethodException ex) {
			return CommandLine.defaultFactory().create(type);
		}
	}

}
