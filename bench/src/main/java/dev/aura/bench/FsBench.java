package dev.aura.bench;

/** Small files, written and read one after another. */
final class FsBench {

	private FsBench() {
	}

	static void run(BusProcess bus, Table table, int count) throws Exception {
		String kilobyte = "{\"path\":\"bench/file.txt\",\"content\":\"" + "x".repeat(1024) + "\"}";
		table.row("/fs/write 1 KB", Samples.of(count / 5, count, () -> bus.post("/fs/write", kilobyte)));
		table.row("/fs/read 1 KB", Samples.of(count / 5, count, () -> bus.get("/fs/read?path=bench/file.txt")));
		table.row("/actuator/health (the bare hop)", Samples.of(count / 5, count, () -> bus.get("/actuator/health")));
	}

}
