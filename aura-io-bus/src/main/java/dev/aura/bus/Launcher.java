package dev.aura.bus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * What ties the bus to the program that launched it: the port goes into a file when one
 * is named ({@code AURA_BUS_PORT_FILE}), and the bus ends with its launcher when one is
 * named ({@code AURA_PARENT_PID}), also when that one is killed.
 */
@Component
class Launcher implements ApplicationListener<WebServerInitializedEvent> {

	private static final Logger log = LoggerFactory.getLogger(Launcher.class);

	private final Environment environment;

	Launcher(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		int port = event.getWebServer().getPort();
		String file = this.environment.getProperty("AURA_BUS_PORT_FILE");
		if (file != null && !file.isEmpty()) {
			write(port, Path.of(file).toAbsolutePath());
		}
		Long parent = this.environment.getProperty("AURA_PARENT_PID", Long.class);
		if (parent != null) {
			endWith(parent);
		}
	}

	/** Readers see the whole number or no file. */
	private static void write(int port, Path file) {
		try {
			Path draft = Files.writeString(file.resolveSibling(file.getFileName() + ".draft"), Integer.toString(port));
			Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new IllegalStateException("AURA_BUS_PORT_FILE: cannot be written", ex);
		}
	}

	private static void endWith(long parent) {
		ProcessHandle.of(parent)
			.map(ProcessHandle::onExit)
			.orElseThrow(() -> new IllegalStateException("AURA_PARENT_PID: %d is no process".formatted(parent)))
			.thenRun(() -> {
				log.info("The launcher ended, so does the bus");
				System.exit(0);
			});
	}

}
