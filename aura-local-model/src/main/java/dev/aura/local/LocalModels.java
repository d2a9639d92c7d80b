package dev.aura.local;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the weights for what a person asked for, and brings them when they are not there.
 */
public final class LocalModels {

	/** What the setting begins with that asks for a local model. */
	public static final String PREFIX = "local";

	private final Path cache;

	private final WeightCache weights;

	private final Catalogue catalogue = Catalogue.builtIn();

	/**
	 * Models in a cache.
	 * @param cache folder of weights and native library; made when it is needed
	 * @param hub where weights come from first
	 */
	public LocalModels(Path cache, URI hub) {
		this.cache = cache;
		this.weights = new WeightCache(cache, hub);
	}

	/** Whether a setting asks for a local model. */
	public static boolean isMeant(String setting) {
		return setting.equals(PREFIX) || setting.startsWith(PREFIX + ":");
	}

	/**
	 * The weights that a setting asks for.
	 * @param setting {@code local}, {@code local:NAME} or {@code local:/path/file.gguf}
	 * @throws LocalModelException when they cannot be had
	 */
	public Weights find(String setting, Notices notices) {
		String wanted = setting.equals(PREFIX) ? "" : setting.substring(PREFIX.length() + 1).strip();
		if (wanted.isEmpty()) {
			return fitting(notices);
		}
		Optional<CatalogueModel> known = this.catalogue.named(wanted);
		if (known.isPresent()) {
			return weights(known.get(), this.weights.bring(known.get(), notices));
		}
		Path file = Path.of(wanted).toAbsolutePath().normalize();
		if (!Files.isRegularFile(file)) {
			throw new LocalModelException(
					"AURA_MODEL: %s (expected: local, local:/path/file.gguf, or local: and one of %s)"
						.formatted(setting, String.join(", ", this.catalogue.names())));
		}
		return Weights.of(String.valueOf(file.getFileName()).replaceFirst("\\.gguf$", ""), file);
	}

	/** The best that is there already and fits, or else the best that can be had. */
	private Weights fitting(Notices notices) {
		List<CatalogueModel> fitting = this.catalogue.fitting(FreeMemory.bytes());
		for (CatalogueModel model : fitting) {
			Optional<Path> present = this.weights.present(model);
			if (present.isPresent()) {
				return weights(model, present.get());
			}
		}
		List<String> failures = new ArrayList<>();
		for (CatalogueModel model : fitting) {
			try {
				return weights(model, this.weights.bring(model, notices));
			}
			catch (LocalModelException ex) {
				failures.add(String.valueOf(ex.getMessage()));
			}
		}
		throw new LocalModelException(
				failures.isEmpty() ? "there is not enough free memory for any local model" : failures.getLast());
	}

	private static Weights weights(CatalogueModel model, Path file) {
		return Weights.of(model.name(), file);
	}

	/** A model of weights, for langchain4j; it loads when it is first asked. */
	public LocalChatModel open(Weights weights) {
		return new LocalChatModel(weights, () -> new LlamaEngine(weights, this.cache));
	}

}
