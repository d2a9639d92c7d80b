package dev.aura.bus.fs;

import dev.aura.api.fs.EditRequest;
import dev.aura.api.fs.EditResult;
import dev.aura.api.fs.FsApi;
import dev.aura.api.fs.ListResult;
import dev.aura.api.fs.MoveRequest;
import dev.aura.api.fs.PathResult;
import dev.aura.api.fs.ReadResult;
import dev.aura.api.fs.SearchResult;
import dev.aura.api.fs.WriteRequest;
import dev.aura.api.fs.WriteResult;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.RestController;

/** The workspace over HTTP. */
@RestController
class FsController implements FsApi {

	private final FsService service;

	FsController(FsService service) {
		this.service = service;
	}

	@Override
	public WriteResult write(WriteRequest request, @Nullable String idempotencyKey) {
		return this.service.write(request);
	}

	@Override
	public ReadResult read(String path, @Nullable Long offset, @Nullable Integer limit) {
		return this.service.read(path, offset, limit);
	}

	@Override
	public EditResult edit(EditRequest request, @Nullable String idempotencyKey) {
		return this.service.edit(request);
	}

	@Override
	public ListResult list(@Nullable String path, @Nullable String glob, @Nullable Boolean recursive) {
		return this.service.list(path, glob, recursive);
	}

	@Override
	public SearchResult search(String query, @Nullable String path, @Nullable String glob) {
		return this.service.search(query, path, glob);
	}

	@Override
	public PathResult move(MoveRequest request, @Nullable String idempotencyKey) {
		return this.service.move(request);
	}

	@Override
	public PathResult delete(String path, @Nullable String idempotencyKey) {
		return this.service.delete(path);
	}

}
