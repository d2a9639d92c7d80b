package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import dev.aura.api.fs.PathResult;
import dev.aura.bus.ledger.PlannedEffect;
import dev.aura.bus.ledger.PlannedEffect.State;
import dev.aura.bus.ledger.Settlement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class FsSettlerTest {

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final Settlement DONE = new Settlement.Done("{\"path\":\"log\"}");

	private static final Settlement NOT_DONE = new Settlement.NotDone();

	private static final Settlement UNKNOWN = new Settlement.Unknown();

	@TempDir
	private Path workspace;

	private FsSettler settler;

	@BeforeEach
	void open() throws IOException {
		this.settler = new FsSettler(new WorkspaceFiles(new Workspace(this.workspace, true)));
	}

	@Test
	void findsWhatIsThereAfterwards() throws Exception {
		write("log", "01");

		assertThat(settle(open("k", "log", "0", "01"))).containsEntry("k", DONE);
	}

	@Test
	void findsWhatWasThereBefore() throws Exception {
		write("log", "0");

		assertThat(settle(open("k", "log", "0", "01"))).containsEntry("k", NOT_DONE);
	}

	@Test
	void findsThatThereIsStillNothing() {
		assertThat(settle(effect("k", State.OPEN, "deep/log", FileState.ABSENT, hash("1")))).containsEntry("k",
				NOT_DONE);
	}

	@Test
	void doesNotGuessWhenSomebodyElseWrote() throws Exception {
		write("log", "another's");

		assertThat(settle(open("k", "log", "0", "01"))).containsEntry("k", UNKNOWN);
	}

	@Test
	void tellsCallsOnOnePathApart() throws Exception {
		write("log", "012");

		assertThat(settle(open("second", "log", "01", "012"), open("first", "log", "0", "01")))
			.containsEntry("second", DONE)
			.containsEntry("first", DONE);
		write("log", "01");
		assertThat(settle(open("second", "log", "01", "012"), open("first", "log", "0", "01")))
			.containsEntry("second", NOT_DONE)
			.containsEntry("first", DONE);
	}

	@Test
	void looksThroughLaterCallsThatWereAnswered() throws Exception {
		write("log", "012");

		assertThat(settle(effect("later", State.DONE, "log", hash("01"), hash("012")), open("cut", "log", "0", "01")))
			.isEqualTo(Map.of("cut", DONE));
	}

	@Test
	void doesNotGuessWhileAnotherCallIsAtWork() throws Exception {
		write("log", "01");

		assertThat(settle(effect("now", State.AT_WORK, "log", hash("01"), hash("012")), open("cut", "log", "0", "01")))
			.isEqualTo(Map.of("cut", UNKNOWN));
	}

	@Test
	void knowsAFolderThatWasMoved() throws Exception {
		Files.createDirectory(this.workspace.resolve("from"));
		String folder;
		try (Folder root = new Workspace(this.workspace, true).open()) {
			folder = FileState.of(root, Path.of("from"));
		}
		PlannedEffect move = new PlannedEffect("k", "POST /fs/move",
				json.writeValueAsString(new FsPlan(json.valueToTree(new PathResult("log")),
						List.of(new FsPlan.Change("from", folder, FileState.ABSENT),
								new FsPlan.Change("to", FileState.ABSENT, folder)))),
				State.OPEN);

		assertThat(settle(move)).containsEntry("k", NOT_DONE);
		Files.move(this.workspace.resolve("from"), this.workspace.resolve("to"));
		assertThat(settle(move)).containsEntry("k", DONE);
		Files.delete(this.workspace.resolve("to"));
		assertThat(settle(move)).containsEntry("k", UNKNOWN);
	}

	private Map<String, Settlement> settle(PlannedEffect... newestFirst) {
		return this.settler.settle(List.of(newestFirst));
	}

	private void write(String name, String content) throws IOException {
		Files.writeString(this.workspace.resolve(name), content);
	}

	private static PlannedEffect open(String key, String path, String before, String after) {
		return effect(key, State.OPEN, path, hash(before), hash(after));
	}

	private static PlannedEffect effect(String key, State state, String path, String before, String after) {
		return new PlannedEffect(key, "POST /fs/write", json.writeValueAsString(
				new FsPlan(json.valueToTree(new PathResult("log")), List.of(new FsPlan.Change(path, before, after)))),
				state);
	}

	private static String hash(String content) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
		}
		catch (java.security.NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
