package dev.aura.api.fs;

import dev.aura.api.AuraHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/**
 * The workspace folder. A path is relative to it, slash-separated and without {@code ..};
 * the empty path is the workspace itself. Symbolic links are never followed.
 */
@HttpExchange("/fs")
public interface FsApi {

	/** Writes a text file atomically, making the folders above it. */
	@PostExchange("/write")
	WriteResult write(@RequestBody WriteRequest request,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/**
	 * Reads a text file by lines. A page also ends where it would become too large; a
	 * single line that is too large for a page is cut, and {@code /fs/raw} with a
	 * {@code Range} answers the rest of it.
	 * @param offset the first line to return, counted from 0; 0 when absent
	 * @param limit the most lines to return; the bus's page size when absent
	 */
	@GetExchange("/read")
	ReadResult read(@RequestParam String path, @RequestParam(required = false) @Nullable Long offset,
			@RequestParam(required = false) @Nullable Integer limit);

	/**
	 * Replaces text in a file; the old text must occur exactly once unless all are meant.
	 * In a file whose lines all end with CR LF, line feeds of both texts stand for CR LF.
	 */
	@PostExchange("/edit")
	EditResult edit(@RequestBody EditRequest request,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/**
	 * Lists a folder, sorted by path; a file is listed as itself.
	 * @param glob keeps the entries whose path below {@code path} matches, for instance
	 * {@code **}{@code /*.md}; without a slash, those whose name matches
	 * @param recursive whether folders below are listed too; when absent, whether the
	 * glob has a slash or {@code **}
	 */
	@GetExchange("/list")
	ListResult list(@RequestParam(required = false) @Nullable String path,
			@RequestParam(required = false) @Nullable String glob,
			@RequestParam(required = false) @Nullable Boolean recursive);

	/**
	 * Finds lines in the text files below a path. A line matches when it contains the
	 * query as it is, or when the query is a regular expression (RE2 syntax) that is
	 * found in it. Files that are not text are passed over.
	 * @param glob as in a listing
	 */
	@GetExchange("/search")
	SearchResult search(@RequestParam String query, @RequestParam(required = false) @Nullable String path,
			@RequestParam(required = false) @Nullable String glob);

	/**
	 * Moves a file or folder, or a symbolic link itself, making the folders above the
	 * destination, which must not exist.
	 */
	@PostExchange("/move")
	PathResult move(@RequestBody MoveRequest request,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

	/** Deletes a file, a symbolic link itself, or an empty folder. */
	@DeleteExchange("/delete")
	PathResult delete(@RequestParam String path,
			@RequestHeader(name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey);

}
