package dev.aura.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Prints one table; the arguments pick parts of it. */
public final class Bench {

	private static final List<String> PARTS = List.of("boot", "fs", "sandbox", "memory", "kernel", "steps", "replay");

	private static final Set<String> ON_A_BUS = Set.of("fs", "kernel");

	/** Where a forced write waits for nothing. */
	private static final Path TMPFS = Path.of("/dev/shm");

	private static final Pattern SIZES = Pattern.compile("[1-9][0-9]{0,3}[km]?(,[1-9][0-9]{0,3}[km]?)*");

	private Bench() {
	}

	public static void main(String[] args) throws Exception {
		if (args.length > 0 && args[0].equals("quality")) {
			quality(args);
			return;
		}
		if (args.length > 0 && args[0].equals("tasks")) {
			tasks(args);
			return;
		}
		if (args.length > 0 && args[0].equals("vectors")) {
			vectors(args);
			return;
		}
		Set<String> parts = new TreeSet<>(args.length == 0 ? PARTS : Arrays.asList(args));
		if (!PARTS.containsAll(parts)) {
			System.err.println("bench: %s (expected: some of %s)".formatted(parts, PARTS));
			System.exit(2);
		}
		Path root = Path.of("").toAbsolutePath();
		Path folder = Files.createTempDirectory("aura-bench");
		try {
			run(parts, root, folder);
		}
		finally {
			delete(folder);
		}
	}

	/** Not one of the parts: it asks a real model, which takes minutes. */
	private static void tasks(String[] args) throws Exception {
		if (args.length > 2 || (args.length == 2 && !args[1].matches("[1-9][0-9]{0,3}"))) {
			System.err.println("bench: tasks %s (expected: tasks, or tasks and how many of them)"
				.formatted(args[args.length - 1]));
			System.exit(2);
		}
		Path folder = Files.createTempDirectory("aura-bench");
		try {
			TaskBench.run(Path.of("").toAbsolutePath(), folder,
					(args.length == 2) ? Integer.parseInt(args[1]) : Integer.MAX_VALUE);
		}
		finally {
			delete(folder);
		}
	}

	/** Not one of the parts: it needs a collection and takes minutes. */
	private static void quality(String[] args) throws Exception {
		if (args.length != 2 || !Files.exists(Path.of(args[1]).resolve("qrels.tsv"))) {
			System.err
				.println("bench: quality %s (expected: quality FOLDER, with docs.jsonl[.gz], queries.jsonl, qrels.tsv)"
					.formatted((args.length > 1) ? args[1] : ""));
			System.exit(2);
		}
		Path folder = Files.createTempDirectory("aura-bench");
		try {
			QualityBench.run(Path.of("").toAbsolutePath(), folder, Path.of(args[1]).toAbsolutePath());
		}
		finally {
			delete(folder);
		}
	}

	/** Neither is this: sizes beyond 100,000 take long. */
	private static void vectors(String[] args) throws Exception {
		Map<String, String> options = new HashMap<>(
				Map.of("--sizes", "10k,100k,1m", "--embedded", "50k", "--rivals", "100k", "--bus", "100k"));
		for (int i = 2; i + 1 < args.length; i += 2) {
			options.put(args[i], args[i + 1]);
		}
		if (args.length < 2 || args.length % 2 != 0 || options.size() != 4
				|| !options.values().stream().allMatch(SIZES.asMatchPredicate())
				|| !Files.exists(Path.of(args[1]).resolve("queries.jsonl"))) {
			System.err.println(
					"bench: %s (expected: vectors FOLDER [--sizes 10k,100k,1m] [--embedded 50k] [--rivals 100k] [--bus 100k])"
						.formatted(String.join(" ", args)));
			System.exit(2);
		}
		Path folder = Files.createTempDirectory("aura-bench");
		try {
			VectorBench.run(Path.of("").toAbsolutePath(), folder, new Collection(Path.of(args[1]).toAbsolutePath()),
					Arrays.stream(options.getOrDefault("--sizes", "").split(",")).map(Bench::size).toList(),
					size(options.getOrDefault("--embedded", "")), size(options.getOrDefault("--rivals", "")),
					size(options.getOrDefault("--bus", "")));
		}
		finally {
			delete(folder);
		}
	}

	private static int size(String written) {
		return Integer.parseInt(written.replace("k", "000").replace("m", "000000"));
	}

	private static void run(Set<String> parts, Path root, Path folder) throws Exception {
		Table table = new Table();
		if (parts.contains("boot")) {
			BootBench.run(root, folder, table, 5);
		}
		if (parts.contains("steps")) {
			steps(folder, table);
		}
		if (parts.contains("replay")) {
			ReplayBench.run(root, folder, table, 5);
		}
		if (!Collections.disjoint(parts, ON_A_BUS)) {
			onABus(parts, root, folder, table);
		}
		if (parts.contains("sandbox")) {
			SandboxBench.run(root, folder, table, 200, 1000);
		}
		if (parts.contains("memory")) {
			MemoryBench.run(root, folder, table);
		}
	}

	private static void steps(Path folder, Table table) throws Exception {
		if (!Files.isWritable(TMPFS)) {
			Table.progress("steps left out: they need a tmpfs at " + TMPFS + ", to count the waits for the disk apart");
			return;
		}
		Path tmpfs = Files.createTempDirectory(TMPFS, "aura-bench");
		try {
			StepsBench.run(folder, tmpfs, table);
			SaversBench.run(folder, tmpfs, table);
		}
		finally {
			delete(tmpfs);
		}
	}

	private static void onABus(Set<String> parts, Path root, Path folder, Table table) throws Exception {
		try (BusProcess bus = BusProcess.start(root, Files.createDirectory(folder.resolve("bus")), List.of())) {
			if (parts.contains("fs")) {
				Table.progress("fs");
				FsBench.run(bus, table, 1000);
			}
			if (parts.contains("kernel")) {
				Table.progress("kernel");
				KernelBench.run(root, folder, bus, table, 5);
			}
		}
	}

	private static void delete(Path folder) throws IOException {
		Files.walkFileTree(folder, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.delete(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path visited, java.io.IOException failure) throws IOException {
				Files.delete(visited);
				return FileVisitResult.CONTINUE;
			}

		});
	}

}
