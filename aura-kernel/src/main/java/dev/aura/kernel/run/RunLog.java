package dev.aura.kernel.run;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.aura.kernel.agent.AgentEvent;

/**
 * The one writer of a run's events. Numbers them, appends them to the file, then tells
 * the listeners, in the same order for all.
 */
final class RunLog implements Consumer<AgentEvent>, AutoCloseable {

	static final String EVENTS = "events.jsonl";

	static final String LOCK = "lock";

	private final RunId id;

	private final OutputStream file;

	private final FileChannel lock;

	private final List<Consumer<RunEvent>> listeners = new CopyOnWriteArrayList<>();

	private long seq;

	private RunLog(RunId id, OutputStream file, FileChannel lock) {
		this.id = id;
		this.file = file;
		this.lock = lock;
	}

	static RunLog open(RunId id, Path folder) throws IOException {
		FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		lock.lock();
		// Not a channel's stream: an interrupt of the run's thread would close it for
		// good.
		return new RunLog(id, new FileOutputStream(folder.resolve(EVENTS).toFile(), true), lock);
	}

	void listen(Consumer<RunEvent> listener) {
		this.listeners.add(listener);
	}

	void unlisten(Consumer<RunEvent> listener) {
		this.listeners.remove(listener);
	}

	@Override
	public synchronized void accept(AgentEvent event) {
		RunEvent next = new RunEvent(++this.seq, Instant.now().truncatedTo(ChronoUnit.MILLIS), this.id.value(), event);
		try {
			this.file.write((next.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the events of " + this.id + " cannot be written", ex);
		}
		for (Consumer<RunEvent> listener : this.listeners) {
			listener.accept(next);
		}
	}

	@Override
	public synchronized void close() {
		try (this.file) {
			this.lock.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the events of " + this.id + " cannot be closed", ex);
		}
	}

}
