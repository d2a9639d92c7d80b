package dev.aura.bus.fs;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.aura.api.fs.EditRequest;
import dev.aura.bus.TestBus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class FsControllerTest {

	@TempDir
	static Path directory;

	private static TestBus bus;

	/** A folder of the workspace for each test. */
	private String home;

	private static int tests;

	@BeforeAll
	static void start() {
		bus = TestBus.start(directory, "aura.fs.max-write=10KB", "aura.fs.max-edit=12KB", "aura.fs.max-file=30KB",
				"aura.fs.page-lines=20", "aura.fs.page-size=1KB", "aura.fs.max-list-entries=5", "aura.fs.max-matches=3",
				"aura.fs.max-search-file=20KB");
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@BeforeEach
	void newHome() {
		this.home = "t" + ++tests + "/";
	}

	@Test
	void writesAndTellsSizeAndHash() throws Exception {
		JsonNode result = ok(write("a/b.txt", "h\u00e9llo\r\n", null));
		assertThat(result.path("path").asString()).isEqualTo(this.home + "a/b.txt");
		assertThat(result.path("size").asLong()).isEqualTo(8);
		assertThat(result.path("created").asBoolean()).isTrue();
		assertThat(result.path("sha256").asString()).isEqualTo(HexFormat.of()
			.formatHex(MessageDigest.getInstance("SHA-256").digest("h\u00e9llo\r\n".getBytes(StandardCharsets.UTF_8))));
		assertThat(Files.readString(file("a/b.txt"))).isEqualTo("h\u00e9llo\r\n");
		JsonNode again = ok(write("./a//b.txt", "", "overwrite"));
		assertThat(again.path("created").asBoolean()).isFalse();
		assertThat(again.path("size").asLong()).isZero();
	}

	@Test
	void createsOnlyWhatIsNew() {
		ok(write("a", "1", "create"));
		problem(write("a", "2", "create"), 409, "conflict");
		assertThat(file("a")).hasContent("1");
	}

	@Test
	void appendsAndMakesWhatIsAbsent() throws Exception {
		assertThat(ok(write("log", "a\n", "append")).path("created").asBoolean()).isTrue();
		assertThat(ok(write("log", "b\n", "append")).path("size").asLong()).isEqualTo(4);
		assertThat(Files.readString(file("log"))).isEqualTo("a\nb\n");
	}

	@Test
	void keepsAllOfManyAppendsAtOnce() throws Exception {
		List<Thread> threads = IntStream.range(0, 8).mapToObj((writer) -> Thread.ofVirtual().start(() -> {
			for (int i = 0; i < 15; i++) {
				ok(write("log", writer + "-" + i + "\n", "append"));
			}
		})).toList();
		for (Thread thread : threads) {
			thread.join();
		}
		List<String> expected = IntStream.range(0, 8)
			.boxed()
			.flatMap((writer) -> IntStream.range(0, 15).mapToObj((i) -> writer + "-" + i))
			.toList();
		assertThat(Files.readAllLines(file("log"))).containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	void letsOnlyOneOfManyCreatesWin() throws Exception {
		List<Integer> statuses = new CopyOnWriteArrayList<>();
		List<Thread> threads = IntStream.range(0, 8)
			.mapToObj((writer) -> Thread.ofVirtual()
				.start(() -> statuses.add(write("deep/er/new", "" + writer, "create").statusCode())))
			.toList();
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(statuses).containsOnlyOnce(200).filteredOn((status) -> status != 200).containsOnly(409);
	}

	@Test
	void keepsTheModeOfWhatItReplaces() throws Exception {
		ok(write("run.sh", "1", null));
		Files.setPosixFilePermissions(file("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
		ok(write("run.sh", "2", null));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("run.sh")))).isEqualTo("rwxr-x---");
	}

	@Test
	void breaksHardLinksInsteadOfWritingThroughThem() throws Exception {
		ok(write("a", "old", null));
		Files.createLink(file("b"), file("a"));
		ok(write("b", "new", null));
		assertThat(file("a")).hasContent("old");
	}

	@Test
	void leavesEverythingAsItWasWhenAWriteFails() throws Exception {
		ok(write("log", "x".repeat(10_000), null));
		ok(write("log", "x".repeat(10_000), "append"));
		ok(write("log", "x".repeat(10_000), "append"));
		problem(write("log", "y".repeat(9_000), "append"), 413, "too-large");
		problem(write("log", "y".repeat(10_241), null), 413, "too-large");
		problem(write("log", "\u00e9".repeat(6_000), null), 413, "too-large");
		assertThat(Files.size(file("log"))).isEqualTo(30_000);
		Files.createDirectory(file("folder"));
		problem(write("folder", "x", null), 409, "conflict");
		problem(write("log/x", "x", null), 409, "conflict");
		assertThat(hidden()).isEmpty();
	}

	@Test
	void readsPages() {
		StringBuilder text = new StringBuilder();
		IntStream.range(0, 50).forEach((line) -> text.append("line ").append(line).append("\r\n"));
		bus.put(this.home + "a", text.toString());
		JsonNode page = ok(read("a", ""));
		assertThat(page.path("content").asString()).startsWith("line 0\r\n").endsWith("line 19\r\n");
		assertThat(page.path("totalLines").asLong()).isEqualTo(50);
		assertThat(page.path("truncated").asBoolean()).isTrue();
		assertThat(page.path("nextOffset").asLong()).isEqualTo(20);
		JsonNode last = ok(read("a", "&offset=49&limit=5"));
		assertThat(last.path("content").asString()).isEqualTo("line 49\r\n");
		assertThat(last.has("nextOffset")).isFalse();
		JsonNode past = ok(read("a", "&offset=1000"));
		assertThat(past.path("content").asString()).isEmpty();
		assertThat(past.path("truncated").asBoolean()).isFalse();
	}

	@Test
	void readsAnEmptyFile() {
		bus.put(this.home + "a", "");
		JsonNode page = ok(read("a", ""));
		assertThat(page.path("content").asString()).isEmpty();
		assertThat(page.path("totalLines").asLong()).isZero();
		assertThat(page.path("size").asLong()).isZero();
	}

	@Test
	void refusesPagesThatCannotBe() {
		bus.put(this.home + "a", "a\n");
		problem(read("a", "&offset=-1"), 422, "unusable-value");
		problem(read("a", "&limit=0"), 422, "unusable-value");
		problem(read("a", "&limit=x"), 400, "malformed-request");
		problem(bus.get("/fs/read"), 400, "malformed-request");
		problem(read("absent", ""), 404, "not-found");
		problem(read("a/below", ""), 404, "not-found");
		problem(read("", ""), 422, "unusable-value");
	}

	@Test
	void sendsReadersOfBinariesToTheRawBytes() throws Exception {
		Files.createDirectories(file(""));
		Files.write(file("a"), new byte[] { 1, 0, 2 });
		assertThat(problem(read("a", ""), 415, "unsupported-media-type")).contains("/fs/raw");
	}

	@Test
	void editsTheOnlyOccurrence() throws Exception {
		ok(write("a", "\ufeffone\r\ntwo\r\n", null));
		JsonNode result = ok(edit("a", "one\ntwo", "1\n2\n3", null));
		assertThat(result.path("replacements").asInt()).isEqualTo(1);
		assertThat(Files.readString(file("a"))).isEqualTo("\ufeff1\r\n2\r\n3\r\n");
		assertThat(result.path("size").asLong()).isEqualTo(Files.size(file("a")));
	}

	@Test
	void editsAllOccurrences() throws Exception {
		ok(write("a", "x x x", null));
		assertThat(problem(edit("a", "x", "y", null), 422, "unusable-value")).contains("occurs 3 times");
		assertThat(ok(edit("a", "x", "y", true)).path("replacements").asInt()).isEqualTo(3);
		assertThat(file("a")).hasContent("y y y");
	}

	@Test
	void refusesEditsThatCannotBe() throws Exception {
		ok(write("a", "text", null));
		problem(edit("a", "", "y", null), 422, "unusable-value");
		problem(edit("a", "absent", "y", null), 422, "unusable-value");
		problem(edit("b", "x", "y", null), 404, "not-found");
		problem(edit("a", "t", "y".repeat(10_000), true), 413, "too-large");
		bus.put(this.home + "large", "x".repeat(12_289));
		problem(edit("large", "x", "y", null), 413, "too-large");
		Files.write(file("binary"), new byte[] { 'a', 0 });
		problem(edit("binary", "a", "b", null), 415, "unsupported-media-type");
		assertThat(file("a")).hasContent("text");
		assertThat(hidden()).isEmpty();
	}

	@Test
	void listsInTheOrderOfPaths() throws Exception {
		Stream.of("b/x", "b.txt", "a").forEach((path) -> bus.put(this.home + path, "12"));
		Files.createSymbolicLink(file("link"), Path.of("/etc"));
		bus.put(this.home + ".aura-0123456789abcdef.tmp", "hidden");
		assertThat(paths(list("", ""))).containsExactly("a", "b", "b.txt", "link");
		JsonNode entries = ok(list("", "&recursive=true")).path("entries");
		assertThat(paths(list("", "&recursive=true"))).containsExactly("a", "b", "b.txt", "b/x", "link");
		assertThat(entries.get(0).path("type").asString()).isEqualTo("file");
		assertThat(entries.get(0).path("size").asLong()).isEqualTo(2);
		assertThat(Instant.parse(entries.get(0).path("modified").asString()))
			.isEqualTo(Files.getLastModifiedTime(file("a")).toInstant());
		assertThat(entries.get(1).path("type").asString()).isEqualTo("directory");
		assertThat(entries.get(4).path("type").asString()).isEqualTo("symlink");
	}

	@Test
	void listsWhatAPatternMatches() {
		Stream.of("README.md", "docs/a.md", "docs/deep/b.md", "docs/c.txt")
			.forEach((path) -> bus.put(this.home + path, ""));
		assertThat(paths(list("", "&glob=*.md"))).containsExactly("README.md");
		assertThat(paths(list("", "&glob=*.md&recursive=true"))).containsExactly("README.md", "docs/a.md",
				"docs/deep/b.md");
		assertThat(paths(list("", "&glob=**/*.md"))).containsExactly("README.md", "docs/a.md", "docs/deep/b.md");
		assertThat(paths(list("", "&glob=docs/*.md"))).containsExactly("docs/a.md");
		assertThat(paths(list("docs", "&glob=**/*.md"))).containsExactly("docs/a.md", "docs/deep/b.md");
		problem(list("", "&glob=%5Ba"), 422, "unusable-value");
	}

	@Test
	void listsAFileAsItself() {
		bus.put(this.home + "a/b", "");
		assertThat(paths(list("a/b", ""))).containsExactly("a/b");
		problem(list("a/c", ""), 404, "not-found");
	}

	@Test
	void saysThatThereAreMoreEntries() {
		IntStream.range(0, 6).forEach((i) -> bus.put(this.home + i, ""));
		JsonNode result = ok(list("", ""));
		assertThat(result.path("truncated").asBoolean()).isTrue();
		assertThat(paths(list("", ""))).containsExactly("0", "1", "2", "3", "4");
		assertThat(ok(list("", "&glob=%5B0-4%5D")).path("truncated").asBoolean()).isFalse();
	}

	@Test
	void listsTheWorkspaceItself() {
		bus.put(this.home + "a", "");
		assertThat(ok(bus.get("/fs/list?glob=t*")).path("entries")).isNotEmpty();
		assertThat(ok(bus.get("/fs/list?path=.")).path("entries")).isNotEmpty();
	}

	@Test
	void findsLinesByPathAndNumber() throws Exception {
		bus.put(this.home + "b.txt", "one\r\ntwo TODO\r\n");
		bus.put(this.home + "a/x.md", "TODO\n");
		Files.write(file("binary"), "TODO\0".getBytes(StandardCharsets.UTF_8));
		Files.write(file("latin"), "TODO \u00e9".getBytes(StandardCharsets.ISO_8859_1));
		Files.createSymbolicLink(file("link"), file("b.txt"));
		JsonNode matches = ok(search("TODO", "")).path("matches");
		assertThat(matches).hasSize(2);
		assertThat(matches.get(0).path("path").asString()).isEqualTo(this.home + "a/x.md");
		assertThat(matches.get(1).path("line").asLong()).isEqualTo(2);
		assertThat(matches.get(1).path("text").asString()).isEqualTo("two TODO");
		assertThat(ok(search("t.o T[A-Z]+$", "")).path("matches")).hasSize(1);
		assertThat(ok(search("TODO", "&glob=*.md")).path("matches")).hasSize(1);
		assertThat(ok(search("absent", "")).path("matches")).isEmpty();
		assertThat(ok(search("TODO", "")).path("truncated").asBoolean()).isFalse();
	}

	@Test
	void saysThatThereAreMoreMatches() {
		bus.put(this.home + "a", "x\n".repeat(3));
		assertThat(ok(search("x", "")).path("truncated").asBoolean()).isFalse();
		bus.put(this.home + "b", "x\n");
		JsonNode result = ok(search("x", ""));
		assertThat(result.path("matches")).hasSize(3);
		assertThat(result.path("truncated").asBoolean()).isTrue();
	}

	@Test
	void saysThatALargeTextWasLeftOut() throws Exception {
		bus.put(this.home + "a", "x\n".repeat(11_000));
		assertThat(ok(search("x", "")).path("truncated").asBoolean()).isTrue();
		Files.write(file("a"), new byte[25_000]);
		assertThat(ok(search("x", "")).path("truncated").asBoolean()).isFalse();
	}

	@Test
	void showsTheMatchOfALongLine() {
		bus.put(this.home + "a", "a".repeat(5000) + "NEEDLE" + "b".repeat(5000));
		String text = ok(search("NEEDLE", "")).path("matches").get(0).path("text").asString();
		assertThat(text).contains("NEEDLE").startsWith("\u2026").endsWith("\u2026").hasSizeLessThan(510);
	}

	@Test
	void refusesQueriesThatCannotBe() {
		bus.put(this.home + "a", "(");
		assertThat(ok(search("(", "")).path("matches")).hasSize(1);
		problem(search("", ""), 422, "unusable-value");
		problem(search("((a{1000}){1000}){1000}", ""), 422, "unusable-value");
		problem(bus.get("/fs/search?query=x&path=" + this.home + "absent"), 404, "not-found");
	}

	@Test
	void movesFilesAndFolders() throws Exception {
		bus.put(this.home + "a/x", "1");
		assertThat(ok(move("a", "new/b")).path("path").asString()).isEqualTo(this.home + "new/b");
		assertThat(file("new/b/x")).hasContent("1");
		assertThat(file("a")).doesNotExist();
		ok(move("new/b/x", "y"));
		assertThat(file("y")).hasContent("1");
	}

	@Test
	void refusesMovesThatCannotBe() {
		bus.put(this.home + "a/x", "1");
		bus.put(this.home + "b", "2");
		problem(move("a/x", "b"), 409, "conflict");
		problem(move("a", "a/y"), 422, "unusable-value");
		problem(move("a", "a"), 422, "unusable-value");
		problem(move("absent", "c"), 404, "not-found");
		problem(move("b", "a"), 409, "conflict");
		problem(move("a/x", "b/c"), 409, "conflict");
		problem(bus.post("/fs/move", Map.of("source", "", "destination", "x")), 422, "unusable-value");
		assertThat(file("b")).hasContent("2");
		assertThat(file("a/x")).hasContent("1");
	}

	@Test
	void deletesFilesLinksAndEmptyFolders() throws Exception {
		bus.put(this.home + "a/x", "1");
		Files.createSymbolicLink(file("link"), file("a"));
		assertThat(problem(delete("a"), 409, "conflict")).contains("not empty");
		ok(delete("link"));
		ok(delete("a/x"));
		ok(delete("a"));
		assertThat(file("").toFile().list()).isEmpty();
		problem(delete("a"), 404, "not-found");
		problem(delete(".."), 403, "outside-workspace");
		problem(bus.delete("/fs/delete?path="), 422, "unusable-value");
		assertThat(bus.workspace()).exists();
	}

	@Test
	void isNamedByHealth() {
		JsonNode component = TestBus.json(bus.get("/actuator/health")).path("components").path("fs");
		assertThat(component.path("status").asString()).isEqualTo("UP");
		assertThat(component.toString()).doesNotContain(directory.toString());
	}

	@Test
	void saysThatTheWorkspaceIsGoneAndTakesItBack(@TempDir Path other) throws Exception {
		// The probe of a sandbox that can run makes the workspace again.
		try (TestBus own = TestBus.start(other, "aura.sandbox.tier=microvm")) {
			Files.delete(own.workspace());
			problem(own.get("/fs/list"), 503, "unavailable");
			assertThat(
					TestBus.json(own.get("/actuator/health")).path("components").path("fs").path("status").asString())
				.isEqualTo("DEGRADED");
			Files.createDirectory(own.workspace());
			assertThat(own.get("/fs/list").statusCode()).isEqualTo(200);
		}
	}

	private Path file(String path) {
		return bus.workspace().resolve(this.home + path);
	}

	private List<Path> hidden() throws Exception {
		try (Stream<Path> files = Files.walk(file(""))) {
			return files.filter((path) -> TemporaryName.is(path.getFileName())).toList();
		}
	}

	private HttpResponse<String> write(String path, String content, @Nullable String mode) {
		Map<String, String> request = Map.of("path", this.home + path, "content", content);
		if (mode != null) {
			request = new HashMap<>(request);
			request.put("mode", mode);
		}
		return bus.post("/fs/write", request);
	}

	private HttpResponse<String> edit(String path, String oldText, String newText, @Nullable Boolean all) {
		return bus.post("/fs/edit", new EditRequest(this.home + path, oldText, newText, all));
	}

	private HttpResponse<String> move(String source, String destination) {
		return bus.post("/fs/move", Map.of("source", this.home + source, "destination", this.home + destination));
	}

	private HttpResponse<String> delete(String path) {
		return bus.delete("/fs/delete?path=" + this.home + path);
	}

	private HttpResponse<String> read(String path, String more) {
		return bus.get("/fs/read?path=" + (path.isEmpty() ? "" : this.home + path) + more);
	}

	private HttpResponse<String> list(String path, String more) {
		return bus.get("/fs/list?path=" + this.home + path + more);
	}

	private HttpResponse<String> search(String query, String more) {
		return bus
			.get("/fs/search?path=" + this.home + "&query=" + URLEncoder.encode(query, StandardCharsets.UTF_8) + more);
	}

	private List<String> paths(HttpResponse<String> response) {
		List<String> paths = new ArrayList<>();
		ok(response).path("entries")
			.forEach((entry) -> paths.add(entry.path("path").asString().substring(this.home.length())));
		return paths;
	}

	private static JsonNode ok(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return TestBus.json(response);
	}

	/** The detail of a problem. */
	private static String problem(HttpResponse<String> response, int status, String type) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = TestBus.json(response);
		assertThat(problem.path("type").asString()).isEqualTo("urn:aura:problem:" + type);
		assertThat(problem.toString()).doesNotContain(directory.toString()).doesNotContain("Exception");
		return problem.path("detail").asString();
	}

}
