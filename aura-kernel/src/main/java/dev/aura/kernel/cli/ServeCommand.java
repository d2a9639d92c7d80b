package dev.aura.kernel.cli;

import java.util.Map;
import java.util.concurrent.Callable;

import dev.aura.kernel.serve.KernelServer;
import dev.aura.kernel.settings.Settings;
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
		Settings settings = new Settings(this.environment);
		LogFile.install(settings.home());
		LogFile.alsoTo(Terminal.open(this.environment).err());
		// Boot would set up logging of its own.
		System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
		KernelServer.serve(settings);
		return ExitStatus.ANSWERED;
	}

}
