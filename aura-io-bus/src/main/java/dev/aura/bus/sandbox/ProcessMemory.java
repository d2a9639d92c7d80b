package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The memory that a process and those below it have to themselves. */
final class ProcessMemory {

	private static final List<String> OWN = List.of("RssAnon:", "RssShmem:");

	private ProcessMemory() {
	}

	/** Bytes of it; 0 where the system does not say. */
	static long of(ProcessHandle process) {
		return Stream.concat(Stream.of(process), process.descendants()).mapToLong(ProcessMemory::own).sum();
	}

	private static long own(ProcessHandle process) {
		try {
			return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))
				.stream()
				.filter((line) -> OWN.stream().anyMatch(line::startsWith))
				.mapToLong((line) -> Long.parseLong(line.split("\\s+")[1]) * 1024)
				.sum();
		}
		catch (IOException ex) {
			return 0;
		}
	}

}
