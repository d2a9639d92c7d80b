package dev.aura.bus.fs;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.aura.api.fs.EditRequest;
import dev.aura.api.fs.EditResult;
import dev.aura.api.fs.ListResult;
import dev.aura.api.fs.MoveRequest;
import dev.aura.api.fs.PathResult;
import dev.aura.api.fs.RawResult;
import dev.aura.api.fs.ReadResult;
import dev.aura.api.fs.SearchResult;
import dev.aura.api.fs.WriteMode;
import dev.aura.api.fs.WriteRequest;
import dev.aura.api.fs.WriteResult;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/** What callers may do with the workspace, and how much of it. */
@Service
final class FsService {

	private final FsProperties limits;

	private final Workspace workspace;

	private final WorkspaceFiles files;

	FsService(FsProperties limits, Workspace workspace, WorkspaceFiles files) {
		this.limits = limits;
		this.workspace = workspace;
		this.files = files;
	}

	WriteResult write(WriteRequest request) {
		WorkspacePath path = inside("path", request.path());
		byte[] content = utf8("content", request.content(), this.limits.maxWrite().toBytes());
		WriteMode mode = Objects.requireNonNullElse(request.mode(), WriteMode.OVERWRITE);
		return at(path,
				() -> this.files.write(path, content, mode, this.limits.maxFile().toBytes(),
						(written) -> new WriteResult(path.toString(), written.stored().size(),
								written.stored().sha256(), written.created())));
	}

	private static byte[] utf8(String field, String text, long most) {
		if (text.length() > most) {
			throw FsProblems.tooLarge(field, text.length(), most);
		}
		try {
			ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
			if (encoded.remaining() > most) {
				throw FsProblems.tooLarge(field, encoded.remaining(), most);
			}
			byte[] bytes = new byte[encoded.remaining()];
			encoded.get(bytes);
			return bytes;
		}
		catch (CharacterCodingException ex) {
			throw FsProblems.unusable(field, "half a surrogate pair", "Unicode text");
		}
	}

	ReadResult read(String value, @Nullable Long offset, @Nullable Integer limit) {
		WorkspacePath path = inside("path", value);
		long first = Objects.requireNonNullElse(offset, 0L);
		int lines = Objects.requireNonNullElse(limit, this.limits.pageLines());
		if (first < 0) {
			throw FsProblems.unusable("offset", Long.toString(first), "0 or more");
		}
		if (lines <= 0) {
			throw FsProblems.unusable("limit", Integer.toString(lines), "1 or more");
		}
		return at(path, () -> {
			try (FileChannel channel = this.files.open(path)) {
				long size = channel.size();
				TextPage page = TextPage.read(new FileSlice(channel, 0, size), first, lines,
						this.limits.pageSize().toBytes());
				return new ReadResult(path.toString(), page.content(), size, page.totalLines(), page.isTruncated(),
						page.nextOffset());
			}
		});
	}

	EditResult edit(EditRequest request) {
		WorkspacePath path = inside("path", request.path());
		if (request.oldText().isEmpty()) {
			throw FsProblems.unusable("oldText", "empty", "the text to replace");
		}
		boolean all = Objects.requireNonNullElse(request.replaceAll(), false);
		long most = this.limits.maxEdit().toBytes();
		return at(path, () -> this.files.alone(path, () -> {
			Replacement replacement = Replacement.of(text(path, most), request.oldText(), request.newText(), all, most);
			byte[] content = utf8("newText", replacement.text(), most);
			return this.files.write(path, content, WriteMode.OVERWRITE, most,
					(written) -> new EditResult(path.toString(), written.stored().size(), written.stored().sha256(),
							replacement.count()));
		}));
	}

	private String text(WorkspacePath path, long most) throws IOException {
		try (FileChannel channel = this.files.open(path)) {
			long size = channel.size();
			if (size > most) {
				throw FsProblems.tooLarge("The file", size, most);
			}
			StringWriter text = new StringWriter((int) size);
			new TextReader(new FileSlice(channel, 0, size)).transferTo(text);
			return text.toString();
		}
	}

	ListResult list(@Nullable String value, @Nullable String glob, @Nullable Boolean recursive) {
		WorkspacePath path = WorkspacePath.of("path", Objects.requireNonNullElse(value, ""));
		Glob pattern = glob(glob);
		boolean deep = Objects.requireNonNullElse(recursive, pattern != null && pattern.isDeep());
		// One more than is answered tells that there are more.
		List<ListResult.Entry> entries = new ArrayList<>();
		Walk walk = new Walk(this.limits.maxWalkEntries(), deep, (found) -> {
			if (pattern == null || pattern.matches(found.relative())) {
				entries.add(entry(found));
			}
			return entries.size() <= this.limits.maxListEntries();
		});
		return at(path, () -> {
			walk.from(this.workspace, path);
			boolean more = entries.size() > this.limits.maxListEntries();
			List<ListResult.Entry> answered = more ? entries.subList(0, this.limits.maxListEntries()) : entries;
			return new ListResult(List.copyOf(answered), more || walk.isTruncated());
		});
	}

	private static @Nullable Glob glob(@Nullable String glob) {
		return (glob == null || glob.isEmpty()) ? null : Glob.of(glob);
	}

	private static ListResult.Entry entry(Walk.Found found) {
		ListResult.Type type = Types.of(found.attributes());
		long size = (type == ListResult.Type.FILE) ? found.attributes().size() : 0;
		return new ListResult.Entry(found.path(), type, size, found.attributes().lastModifiedTime().toInstant());
	}

	SearchResult search(String query, @Nullable String value, @Nullable String glob) {
		WorkspacePath path = WorkspacePath.of("path", Objects.requireNonNullElse(value, ""));
		Glob pattern = glob(glob);
		TextSearch search = new TextSearch(this.limits, LineQuery.of(query));
		Walk walk = new Walk(this.limits.maxWalkEntries(), true,
				(found) -> (pattern != null && !pattern.matches(found.relative())) || search.visit(found));
		return at(path, () -> {
			walk.from(this.workspace, path);
			return search.result(walk.isTruncated());
		});
	}

	PathResult move(MoveRequest request) {
		WorkspacePath source = inside("source", request.source());
		WorkspacePath destination = inside("destination", request.destination());
		if (destination.startsWith(source)) {
			throw FsProblems.unusable("destination", request.destination(), "a path that is not inside the source");
		}
		return at(destination, () -> this.files.move(source, destination, new PathResult(destination.toString())));
	}

	PathResult delete(String value) {
		WorkspacePath path = inside("path", value);
		return at(path, () -> this.files.delete(path, new PathResult(path.toString())));
	}

	/** Opens the bytes of a file; the caller closes them. */
	FileChannel open(String value) {
		WorkspacePath path = inside("path", value);
		return at(path, () -> this.files.open(path));
	}

	/**
	 * Stores bytes.
	 * @param announced how many the caller said there are; -1 when unknown
	 */
	RawResult put(String value, InputStream content, long announced) {
		WorkspacePath path = inside("path", value);
		long most = this.limits.maxFile().toBytes();
		if (announced > most) {
			throw FsProblems.tooLarge("The body", announced, most);
		}
		return at(path, () -> this.files.put(path, content, most,
				(stored) -> new RawResult(path.toString(), stored.size(), stored.sha256())));
	}

	/** A path that is not the workspace itself. */
	private static WorkspacePath inside(String field, String value) {
		WorkspacePath path = WorkspacePath.of(field, value);
		if (path.isWorkspace()) {
			throw FsProblems.unusable(field, value.isEmpty() ? "empty" : value, "a path below the workspace");
		}
		return path;
	}

	private static <T> T at(WorkspacePath path, PathLocks.Action<T> action) {
		try {
			return action.run();
		}
		catch (IOException ex) {
			throw FsProblems.of(path, ex);
		}
	}

}
