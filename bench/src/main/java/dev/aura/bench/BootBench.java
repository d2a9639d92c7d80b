package dev.aura.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From launching the bus to healthy, with the recorded start that run.sh makes and
 * without.
 */
final class BootBench {

	private BootBench() {
	}

	static void run(Path root, Path folder, Table table, int count) throws Exception {
		Table.progress("boot");
		Samples plain = boots(root, folder, count, List.of("-XX:AOTMode=off"));
		Path cache = root.resolve("target/bus.aot");
		if (Files.exists(cache)) {
			Samples recorded = boots(root, folder, count, List.of("-XX:AOTCache=" + cache));
			table.row("bus boot to healthy, AOT cache", recorded, "without", plain);
		}
		else {
			table.row("bus boot to healthy, no AOT cache", plain);
		}
	}

	private static Samples boots(Path root, Path folder, int count, List<String> options) throws Exception {
		List<Long> nanos = new ArrayList<>();
		for (int i = 0; i <= count; i++) {
			Path home = Files.createTempDirectory(folder, "boot");
			try (BusProcess bus = BusProcess.start(root, home, options)) {
				if (i > 0) {
					nanos.add(bus.bootNanos());
				}
			}
		}
		long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
		return new Samples(sorted, Arrays.stream(sorted).sum());
	}

}
