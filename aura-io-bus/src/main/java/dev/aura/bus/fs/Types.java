package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import dev.aura.api.fs.ListResult;
import org.jspecify.annotations.Nullable;

/** Tells files, folders, links and the rest apart. */
final class Types {

	private Types() {
	}

	static ListResult.Type of(BasicFileAttributes attributes) {
		if (attributes.isSymbolicLink()) {
			return ListResult.Type.SYMLINK;
		}
		if (attributes.isDirectory()) {
			return ListResult.Type.DIRECTORY;
		}
		return attributes.isRegularFile() ? ListResult.Type.FILE : ListResult.Type.OTHER;
	}

	/** The attributes, when there is something of that type. */
	static <A extends BasicFileAttributes> A require(ListResult.Type type, Path name, @Nullable A attributes)
			throws IOException {
		if (attributes == null) {
			throw new NoSuchFileException(name.toString());
		}
		if (of(attributes) != type) {
			throw new RefusedEntryException(name, of(attributes));
		}
		return attributes;
	}

}
