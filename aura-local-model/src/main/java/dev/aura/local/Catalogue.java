package dev.aura.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The models that can be had by name, the most useful first.
 *
 * @param comment for readers of the file
 */
public record Catalogue(String comment, List<CatalogueModel> models) {

	private static final JsonMapper json = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	/** What comes with Aura. */
	public static Catalogue builtIn() {
		try (InputStream file = Catalogue.class.getResourceAsStream("catalogue.json")) {
			if (file == null) {
				throw new IllegalStateException("catalogue.json is missing from the jar");
			}
			return json.readValue(file, Catalogue.class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The model of a name. */
	public Optional<CatalogueModel> named(String name) {
		String wanted = name.toLowerCase(Locale.ROOT);
		return this.models.stream().filter((model) -> model.name().equals(wanted)).findFirst();
	}

	/** Those that may be chosen without being named and fit, the most useful first. */
	List<CatalogueModel> fitting(long freeBytes) {
		return this.models.stream()
			.filter((model) -> model.byItself() && model.ramMegabytes() * 1_000_000L <= freeBytes)
			.toList();
	}

	List<String> names() {
		return this.models.stream().map(CatalogueModel::name).toList();
	}

}
