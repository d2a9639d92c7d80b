package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

import dev.aura.bus.TestBus;

/**
 * What the process of a bus holds.
 *
 * @param heap bytes in use after a collection
 * @param descriptors open files, pipes and sockets
 * @param children processes that it started and that live, besides those of isolates that
 * wait: gVisor has more or fewer of these at any time
 * @param files below its state, those of calls included
 */
record Held(long heap, long descriptors, long children, long files) {

	/** Of what opens and closes by itself, such as connections of the test's client. */
	private static final int SLACK = 10;

	static Held now(TestBus bus, Sandbox sandbox) {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"));
				Stream<Path> files = Files.walk(bus.home().resolve("sandbox"))) {
			return new Held(collected(), descriptors.count(), children(sandbox), files.count());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static long children(Sandbox sandbox) {
		Set<ProcessHandle> waiting = Set.copyOf(sandbox.waiting());
		return ProcessHandle.current().descendants().filter((process) -> !waiting.contains(process)).count();
	}

	private static long collected() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/** Whether this is no more than before. */
	boolean within(Held before, long growth) {
		return this.heap <= before.heap + growth && this.descriptors <= before.descriptors + SLACK
				&& this.children <= before.children && this.files <= before.files;
	}

}
