package dev.aura.local;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A model that can be had by name.
 *
 * @param name in lower case, as in {@code AURA_MODEL=local:NAME}
 * @param file its name in the cache
 * @param bytes size of the weights; about that much where no hash is known
 * @param licence under which the weights are
 * @param ramMegabytes free memory that it needs, context included
 * @param byItself whether it may be chosen without being named
 * @param sha256 of the weights, in hex; absent where nobody was found who published it
 * apart from the hub
 * @param hub where the weights are on the hub: {@code owner/name/resolve/revision/file}
 * @param packages of Python that together carry the weights, in order; may be empty
 * @param about what it is good for, in a few words
 */
public record CatalogueModel(String name, String file, long bytes, String licence, int ramMegabytes, boolean byItself,
		@Nullable String sha256, String hub, List<String> packages, String about) {

	@SuppressWarnings("NullAway") // Absent in the file.
	public CatalogueModel {
		packages = (packages == null) ? List.of() : List.copyOf(packages);
	}

	/** The size for a person. */
	public String size() {
		return Bytes.text(this.bytes);
	}

}
