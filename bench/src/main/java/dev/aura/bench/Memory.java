package dev.aura.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The most memory that a process, and those below it, held at one time. */
final class Memory implements AutoCloseable {

	private final ProcessHandle process;

	private final AtomicLong bus = new AtomicLong();

	private final AtomicLong others = new AtomicLong();

	private final Thread watch = Thread.ofPlatform().daemon().unstarted(this::watch);

	private Memory(ProcessHandle process) {
		this.process = process;
	}

	static Memory of(long pid) {
		Memory memory = new Memory(ProcessHandle.of(pid).orElseThrow());
		memory.watch.start();
		return memory;
	}

	private void watch() {
		try {
			while (true) {
				this.bus.accumulateAndGet(bytes(this.process, "VmRSS:"), Math::max);
				this.others.accumulateAndGet(this.process.descendants()
					.mapToLong((one) -> bytes(one, "RssAnon:") + bytes(one, "RssShmem:"))
					.sum(), Math::max);
				Thread.sleep(200);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static long bytes(ProcessHandle process, String field) {
		try {
			return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))
				.stream()
				.filter((line) -> line.startsWith(field))
				.mapToLong((line) -> Long.parseLong(line.split("\\s+")[1]) << 10)
				.sum();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/** Bytes of the process itself, resident. */
	long bus() {
		return this.bus.get();
	}

	/** Bytes that all below it had to themselves. */
	long others() {
		return this.others.get();
	}

	@Override
	public void close() {
		this.watch.interrupt();
	}

}
