package dev.aura.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A place where weights can be had. */
interface WeightSource {

	/** Where that is, for the person. */
	String place(CatalogueModel model);

	/** Whether it has the model at all. */
	boolean has(CatalogueModel model);

	/**
	 * Brings the weights, going on where an earlier attempt was cut off if it can.
	 * @param file that holds them in the end; may hold a part of them
	 * @return the SHA-256 that the place says they have, if it says one
	 * @throws IOException when they cannot be had; its message is for the person
	 */
	Optional<String> bring(CatalogueModel model, Path file, Notices notices) throws IOException, InterruptedException;

}
