package dev.aura.kernel.approve;

import java.time.Duration;

import dev.aura.api.fs.ReadResult;
import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.bus.BusException;
import dev.aura.kernel.bus.Span;

/** Looks at the workspace, over the bus, to tell what a call would change. */
final class Workspace {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final BusClient bus;

	private final String trace;

	Workspace(BusClient bus, String trace) {
		this.bus = bus;
		this.trace = trace;
	}

	/** What is at a path now. */
	File file(String path) {
		try {
			ReadResult read = this.bus.call(new BusCall("", Span.in(this.trace), PATIENCE),
					(bus) -> bus.fs().read(path, null, null));
			return read.truncated() ? new File.Unreadable("it is long: %d bytes".formatted(read.size()))
					: new File.Text(read.content());
		}
		catch (BusException ex) {
			return (ex.status() == 404) ? new File.Absent() : new File.Unreadable(String.valueOf(ex.getMessage()));
		}
	}

	/** A file as it can be looked at. */
	sealed interface File {

		/** There is none. */
		record Absent() implements File {
		}

		/** Its whole text. */
		record Text(String content) implements File {
		}

		/** It cannot be shown, or there is no telling whether it is there. */
		record Unreadable(String reason) implements File {
		}

	}

}
