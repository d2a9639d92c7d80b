package dev.aura.local;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.management.OperatingSystemMXBean;

/** Memory that a model may take. */
final class FreeMemory {

	private static final String AVAILABLE = "MemAvailable:";

	private FreeMemory() {
	}

	/** Bytes: what the system has to spare, within what a container may have. */
	static long bytes() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		try {
			long available = Files.readAllLines(Path.of("/proc/meminfo"))
				.stream()
				.filter((line) -> line.startsWith(AVAILABLE))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
				.findFirst()
				.orElseGet(system::getFreeMemorySize);
			return Math.min(available, system.getTotalMemorySize());
		}
		catch (IOException ex) {
			return system.getFreeMemorySize();
		}
	}

}
