package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

import dev.aura.api.fs.ListResult;
import dev.aura.bus.workspace.WorkspaceReader;

import org.springframework.stereotype.Component;

/** The workspace as other peripherals may read it. */
@Component
final class SharedFiles implements WorkspaceReader {

	private final Workspace workspace;

	private final WorkspaceFiles files;

	private final FsProperties limits;

	SharedFiles(Workspace workspace, WorkspaceFiles files, FsProperties limits) {
		this.workspace = workspace;
		this.files = files;
		this.limits = limits;
	}

	@Override
	public List<String> files(String value, int most) {
		WorkspacePath path = WorkspacePath.of("path", value);
		List<String> found = new ArrayList<>();
		Walk walk = new Walk(this.limits.maxWalkEntries(), true, (entry) -> {
			if (Types.of(entry.attributes()) == ListResult.Type.FILE) {
				found.add(entry.path());
			}
			return found.size() <= most;
		});
		try {
			walk.from(this.workspace, path);
		}
		catch (IOException ex) {
			throw FsProblems.of(path, ex);
		}
		if (found.size() > most || walk.isTruncated()) {
			throw FsProblems.unusable("path", value, "at most " + most + " files; name a folder below it");
		}
		return found;
	}

	@Override
	public byte[] read(String value, long most) {
		WorkspacePath path = WorkspacePath.of("path", value);
		try (FileChannel channel = this.files.open(path)) {
			if (channel.size() > most) {
				throw FsProblems.tooLarge(path.toString(), channel.size(), most);
			}
			// It may grow while it is read.
			byte[] content = Channels.newInputStream(channel).readNBytes((int) most + 1);
			if (content.length > most) {
				throw FsProblems.tooLarge(path.toString(), content.length, most);
			}
			return content;
		}
		catch (IOException ex) {
			throw FsProblems.of(path, ex);
		}
	}

}
