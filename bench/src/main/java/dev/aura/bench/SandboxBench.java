package dev.aura.bench;

import java.io.IOException;

/** One-line programs, isolated, beside the same line run bare. */
final class SandboxBench {

	private SandboxBench() {
	}

	static void run(BusProcess bus, Table table, int count) throws Exception {
		Table.progress("tiers: " + bus.get("/sandbox/tiers"));
		Samples bare = Samples.of(3, count, SandboxBench::bare);
		Samples isolated = Samples.of(3, count,
				() -> bus.post("/sandbox/execute", "{\"language\":\"python\",\"code\":\"print(1)\"}"));
		table.row("/sandbox/execute python", isolated, "bare python3 -c", bare);
		table.row("/sandbox/execute bash",
				Samples.of(3, count, () -> bus.post("/sandbox/execute", "{\"language\":\"bash\",\"code\":\"echo 1\"}")),
				"bare python3 -c", bare);
	}

	private static int bare() throws IOException, InterruptedException {
		return new ProcessBuilder("/usr/bin/python3", "-c", "print(1)").redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor();
	}

}
