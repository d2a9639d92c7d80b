package dev.aura.bus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

/**
 * Tells the program that started the bus which port it got, by the file that is named.
 */
@Component
class PortFile implements ApplicationListener<WebServerInitializedEvent> {

	private final String file;

	PortFile(@Value("${AURA_BUS_PORT_FILE:}") String file) {
		this.file = file;
	}

	/** Readers see the whole number or no file. */
	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		if (this.file.isEmpty()) {
			return;
		}
		Path target = Path.of(this.file).toAbsolutePath();
		try {
			Path draft = Files.writeString(target.resolveSibling(target.getFileName() + ".draft"),
					Integer.toString(event.getWebServer().getPort()));
			Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new IllegalStateException("AURA_BUS_PORT_FILE: cannot be written", ex);
		}
	}

}
