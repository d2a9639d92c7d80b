package dev.aura.kernel.cli;

import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;

/** Starts the HTTP server. */
@Command(name = "serve", mixinStandardHelpOptions = true, description = "Takes tasks over HTTP until it is stopped.")
final class ServeCommand implements Callable<Integer> {

	private final Map<String, String> environment;

	ServeCommand(Map<String, String> environment) {
		this.environment = environment;
	}

	@Override
	public Integer call() throws Exception {
		throw new IllegalStateException("wip" + this.environment.size());
	}

}
