package dev.aura.bus.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import dev.aura.bus.TestBus;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class IngestionTest extends MemoryContract {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@Test
	void takesInAFolderOfFilesOfEveryFormat() throws IOException {
		bus.put("all/notes.txt", "The lighthouse keeper counted seventeen ships before noon.");
		bus.put("all/guide.md",
				"# Garden\n\nIntroduction.\n\n## Roses\n\nCut them in spring.\n\n## Ivy\n\nIt climbs.\n");
		bus.put("all/page.html", "<title>Bread</title><script>alert('no')</script><h1>Rye</h1><p>Needs a sour"
				+ "dough.</p><h1>Wheat</h1><p>Rises with yeast.</p>");
		bus.put("all/src/Ship.java", "class Ship {\n\n\tvoid hoistTheSails() {\n\t}\n\n}\n");
		Files.write(bus.put("all/report.pdf", ""), pdf("The glacier retreats.", "The valley floods every April."));
		Files.write(bus.put("all/letter.docx", ""), docx("""
				<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Contract</w:t></w:r></w:p>
				<w:p><w:r><w:t>The rent is due on </w:t></w:r><w:r><w:t>the third of each month.</w:t></w:r></w:p>"""));
		Files.write(bus.put("all/picture.bin", ""), new byte[] { 1, 0, 2 });
		Memories all = new Memories(bus, "all");
		JsonNode job = ended(ingest(Map.of("path", "all", "namespace", "all", "metadata", Map.of("project", "x"))));
		assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("done");
		assertThat(job.path("files").asInt()).isEqualTo(7);
		assertThat(job.path("done").asInt()).isEqualTo(7);
		assertThat(job.path("progress").asDouble()).isEqualTo(1);
		assertThat(job.path("failures").size()).isEqualTo(1);
		assertThat(job.path("failures").get(0).path("source").asString()).isEqualTo("all/picture.bin");
		for (String[] expected : new String[][] { { "ships seen by the keeper of the lighthouse", "all/notes.txt", "" },
				{ "When are roses cut?", "all/guide.md", "Garden › Roses" },
				{ "sourdough", "all/page.html", "Bread › Rye" },
				{ "hoistTheSails", "all/src/Ship.java", "all/src/Ship.java" },
				{ "flood in the valley", "all/report.pdf", "" },
				{ "On which day is the rent due?", "all/letter.docx", "Contract" } }) {
			JsonNode hit = all.hits(expected[0], Map.of("k", 1)).getFirst();
			assertThat(hit.path("source").asString()).isEqualTo(expected[1]);
			assertThat(hit.path("context").asString("")).isEqualTo(expected[2]);
			assertThat(hit.path("metadata").path("project").asString()).isEqualTo("x");
		}
		assertThat(all.hits("flood in the valley", Map.of("k", 1)).getFirst().path("metadata").path("page").asInt())
			.isEqualTo(2);
		assertThat(all.texts("alert", Map.of("mode", "lexical"))).isEmpty();
		assertThat(all.texts("Garden", Map.of("mode", "lexical"))).as("headings count as words").hasSize(3);
	}

	@Test
	void replacesTheChunksOfAFileThatChangedAndKeepsTheOthers() {
		Memories notes = new Memories(bus, "changing");
		bus.put("changing.md", "# One\n\nThe first door is red.\n\n# Two\n\nThe second door is blue.\n");
		assertThat(ended(ingest(Map.of("path", "changing.md", "namespace", "changing"))).path("added").asInt())
			.isEqualTo(2);
		String kept = notes.hits("The first door", Map.of("k", 1)).getFirst().path("id").asString();
		JsonNode again = ended(ingest(Map.of("path", "changing.md", "namespace", "changing")));
		assertThat(again.path("unchanged").asInt()).isEqualTo(1);
		assertThat(again.path("added").asInt()).isZero();
		bus.put("changing.md", "# One\n\nThe first door is red.\n\n# Two\n\nThe second door is green.\n");
		JsonNode changed = ended(ingest(Map.of("path", "changing.md", "namespace", "changing")));
		assertThat(changed.path("added").asInt()).isEqualTo(1);
		assertThat(changed.path("removed").asInt()).isEqualTo(1);
		assertThat(notes.everything("door")).hasSize(2).noneMatch((text) -> text.contains("blue"));
		assertThat(notes.hits("The first door", Map.of("k", 1)).getFirst().path("id").asString()).isEqualTo(kept);
		assertThat(bus.delete("/memory/" + kept).statusCode()).isEqualTo(200);
		assertThat(ended(ingest(Map.of("path", "changing.md", "namespace", "changing"))).path("added").asInt())
			.as("what was deleted can come again")
			.isEqualTo(1);
		JsonNode tagged = ended(
				ingest(Map.of("path", "changing.md", "namespace", "changing", "metadata", Map.of("tag", 1))));
		assertThat(tagged.path("added").asInt()).as("metadata changed").isEqualTo(2);
		assertThat(notes.hits("door", Map.of("filter", Map.of("tag", 1)))).hasSize(2);
		assertThat(notes.everything("door")).hasSize(2);
	}

	@Test
	void forgetsTheChunksOfAFileThatWasEmptied() {
		Memories notes = new Memories(bus, "emptied");
		bus.put("emptied.txt", "The third door is yellow.");
		ended(ingest(Map.of("path", "emptied.txt", "namespace", "emptied")));
		bus.put("emptied.txt", " \n");
		JsonNode emptied = ended(ingest(Map.of("path", "emptied.txt", "namespace", "emptied")));
		assertThat(emptied.path("state").asString()).as(emptied.toString()).isEqualTo("done");
		assertThat(emptied.path("removed").asInt()).isEqualTo(1);
		assertThat(notes.everything("door")).isEmpty();
		bus.put("blank.txt", " ");
		assertThat(ended(ingest(Map.of("path", "blank.txt", "namespace", "emptied"))).path("failures").size()).isOne();
	}

	@Test
	@Timeout(60)
	void readsAHeadingOfAnyLengthInTimeThatGrowsAsItDoes() {
		Memories notes = new Memories(bus, "long-heading");
		bus.put("long.md",
				"# Tower" + " ".repeat(1_000_000) + "bell ##\n\nIt rings at noon.\n\n## C#\n\nA language.\n");
		JsonNode job = ended(ingest(Map.of("path", "long.md", "namespace", "long-heading")));
		assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("done");
		assertThat(notes.hits("rings at noon", Map.of("k", 1)).getFirst().path("context").asString())
			.isEqualTo("Tower bell");
		assertThat(notes.hits("language", Map.of("mode", "lexical", "k", 1)).getFirst().path("context").asString())
			.isEqualTo("Tower bell › C#");
	}

	@Test
	void takesInAFileWhosePathIsAsLongAsPathsMayBe() {
		StringBuilder path = new StringBuilder("deep");
		Random random = new Random(1);
		for (int i = 0; i < 15; i++) {
			path.append('/');
			random.ints(255, 'a', 'z' + 1).forEach(path::appendCodePoint);
		}
		path.append("/leaf.txt");
		Memories deep = new Memories(bus, "deep");
		for (String text : List.of("The deepest well is in the north.", "The deepest well is in the south.")) {
			bus.post("/fs/write", Map.of("path", path.toString(), "content", text));
			JsonNode job = ended(ingest(Map.of("path", "deep", "namespace", "deep")));
			assertThat(job.path("failures").size()).as(job.toString()).isZero();
			assertThat(job.path("added").asInt()).as(job.toString()).isEqualTo(1);
			assertThat(deep.texts("well", Map.of("source", path.toString()))).containsExactly(text);
		}
		assertThat(ended(ingest(Map.of("path", "deep", "namespace", "deep"))).path("unchanged").asInt()).isEqualTo(1);
	}

	@Test
	void takesInAnUpload() {
		Memories uploads = new Memories(bus, "uploads");
		JsonNode job = ended(accepted(upload("file", "memo.md", "# Travel\n\nThe train leaves at nine.",
				Map.of("namespace", "uploads", "metadata", "{\"kind\":\"memo\"}"))));
		assertThat(job.path("state").asString()).isEqualTo("done");
		JsonNode hit = uploads.hits("departure of the train", Map.of("filter", Map.of("kind", "memo"))).getFirst();
		assertThat(hit.path("source").asString()).isEqualTo("memo.md");
		assertThat(hit.path("context").asString()).isEqualTo("Travel");
		assertThat(upload("file", "a.md", "x", Map.of("colour", "red")).statusCode()).isEqualTo(400);
		assertThat(upload("picture", "a.md", "x", Map.of()).body()).contains("picture: unknown");
		assertThat(upload("file", "a.md", "x", Map.of("metadata", "[1]")).body()).contains("metadata: [1]");
		assertThat(upload("file", "", "x", Map.of()).statusCode()).isEqualTo(422);
		assertThat(upload("file", "a.md", "x", Map.of("namespace", "a b")).statusCode()).isEqualTo(422);
		assertThat(upload("file", "a.md", "x", Map.of("importance", "9")).statusCode()).isEqualTo(422);
		assertThat(bus
			.send(bus.request("/memory/ingest")
				.header("Content-Type", "multipart/form-data; boundary=x")
				.POST(HttpRequest.BodyPublishers.ofString("--x\r\nnonsense")))
			.statusCode()).isEqualTo(400);
	}

	@Test
	void stopsWhenItIsCancelled() {
		StringBuilder text = new StringBuilder();
		IntStream.range(0, 8_000)
			.forEach((i) -> text.append("Clause ")
				.append(i)
				.append(" binds party ")
				.append(i * 7)
				.append(" to silence. "));
		bus.put("long.txt", text.toString());
		String id = ingest(Map.of("path", "long.txt", "namespace", "cancelled")).path("id").asString();
		String waiting = ingest(Map.of("path", "long.txt", "namespace", "cancelled")).path("id").asString();
		assertThat(TestBus.json(bus.delete("/memory/ingest/" + waiting)).path("state").asString())
			.isEqualTo("cancelled");
		assertThat(TestBus.json(bus.delete("/memory/ingest/" + id)).path("state").asString()).isEqualTo("cancelled");
		bus.put("short.txt", "After it, another one has its turn.");
		assertThat(ended(ingest(Map.of("path", "short.txt", "namespace", "cancelled"))).path("state").asString())
			.isEqualTo("done");
		assertThat(new Memories(bus, "cancelled").everything("clause")).hasSize(1);
		assertThat(TestBus.json(bus.get("/memory/ingest/" + id)).path("state").asString()).isEqualTo("cancelled");
	}

	@Test
	void staysInTheWorkspace(@TempDir Path outside) throws IOException {
		Files.writeString(outside.resolve("secret.txt"), "The password is hunter2.");
		Files.createDirectories(bus.workspace().resolve("links"));
		Files.createSymbolicLink(bus.workspace().resolve("links/secret.txt"), outside.resolve("secret.txt"));
		Files.createSymbolicLink(bus.workspace().resolve("links/folder"), outside);
		bus.put("links/plain.txt", "Nothing to see.");
		assertThat(status(Map.of("path", "../x"))).isEqualTo(403);
		assertThat(status(Map.of("path", "/etc/passwd"))).isEqualTo(403);
		assertThat(status(Map.of("path", "links/secret.txt"))).isEqualTo(403);
		assertThat(status(Map.of("path", "links/folder/secret.txt"))).isEqualTo(403);
		assertThat(status(Map.of("path", "nowhere.txt"))).isEqualTo(404);
		assertThat(status(Map.of())).isEqualTo(400);
		JsonNode job = ended(ingest(Map.of("path", "links", "namespace", "links")));
		assertThat(job.path("files").asInt()).isEqualTo(1);
		assertThat(new Memories(bus, "links").everything("password")).containsExactly("Nothing to see.");
		assertThat(bus.get("/memory/ingest/i-1").statusCode()).isEqualTo(404);
		assertThat(bus.delete("/memory/ingest/i-1").statusCode()).isEqualTo(404);
	}

	@Test
	void survivesHostileFiles() throws IOException {
		bus.put("hostile/empty.txt", "");
		bus.put("hostile/blank.md", "\n\n \n");
		bus.put("hostile/fake.pdf", "%PDF-1.7\nnot really");
		bus.put("hostile/fake.docx", "PK but no zip");
		Files.write(bus.put("hostile/bomb.docx", ""), bomb());
		Files.write(bus.put("hostile/entities.docx", ""),
				zip("word/document.xml",
						"""
								<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
								<w:document xmlns:w="w"><w:p><w:r><w:t>&b;&f;</w:t></w:r></w:p></w:document>"""
							.getBytes(StandardCharsets.UTF_8)));
		Files.write(bus.put("hostile/deep.docx", ""), zip("word/document.xml",
				("<a>".repeat(20_000) + "</a>".repeat(20_000)).getBytes(StandardCharsets.UTF_8)));
		bus.put("hostile/deep.html", "<div>".repeat(50_000) + "Deep down.");
		Files.write(bus.put("hostile/recursive.pdf", ""), """
				%PDF-1.4
				1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
				2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1000000000>>endobj
				trailer<</Root 1 0 R>>""".getBytes(StandardCharsets.UTF_8));
		JsonNode job = ended(ingest(Map.of("path", "hostile", "namespace", "hostile")));
		assertThat(job.path("done").asInt()).as(job.toString()).isEqualTo(9);
		assertThat(job.path("failures").valueStream().map((failure) -> failure.path("source").asString())).contains(
				"hostile/empty.txt", "hostile/blank.md", "hostile/fake.pdf", "hostile/fake.docx", "hostile/bomb.docx",
				"hostile/entities.docx", "hostile/deep.docx", "hostile/recursive.pdf");
		assertThat(job.toString()).doesNotContain("Exception", bus.workspace().toString());
		assertThat(new Memories(bus, "hostile").everything("root:x:0 deep"))
			.allMatch((text) -> text.contains("Deep down"));
	}

	private static JsonNode ingest(Map<String, Object> body) {
		return accepted(bus.post("/memory/ingest", body));
	}

	private static JsonNode accepted(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
		return TestBus.json(response);
	}

	private static int status(Map<String, Object> body) {
		return bus.post("/memory/ingest", body).statusCode();
	}

	private static JsonNode ended(JsonNode job) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		JsonNode now = job;
		while (List.of("queued", "running").contains(now.path("state").asString())) {
			assertThat(System.nanoTime()).as(now.toString()).isLessThan(deadline);
			try {
				Thread.sleep(20);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			now = TestBus.json(bus.get("/memory/ingest/" + job.path("id").asString()));
		}
		return now;
	}

	private static HttpResponse<String> upload(String part, String name, String content, Map<String, String> fields) {
		StringBuilder form = new StringBuilder();
		fields.forEach((field, value) -> form.append("--b\r\nContent-Disposition: form-data; name=\"")
			.append(field)
			.append("\"\r\n\r\n")
			.append(value)
			.append("\r\n"));
		form.append("--b\r\nContent-Disposition: form-data; name=\"")
			.append(part)
			.append("\"; filename=\"")
			.append(name)
			.append("\"\r\nContent-Type: application/octet-stream\r\n\r\n")
			.append(content)
			.append("\r\n--b--\r\n");
		return bus.send(bus.request("/memory/ingest")
			.header("Content-Type", "multipart/form-data; boundary=b")
			.POST(HttpRequest.BodyPublishers.ofString(form.toString())));
	}

	private static byte[] pdf(String... pages) throws IOException {
		try (PDDocument document = new PDDocument(); ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
			for (String text : pages) {
				PDPage page = new PDPage();
				document.addPage(page);
				try (PDPageContentStream content = new PDPageContentStream(document, page)) {
					content.beginText();
					content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
					content.newLineAtOffset(50, 700);
					content.showText(text);
					content.endText();
				}
			}
			document.save(bytes);
			return bytes.toByteArray();
		}
	}

	private static byte[] docx(String paragraphs) throws IOException {
		return zip("word/document.xml", ("<w:document xmlns:w=\"w\"><w:body>" + paragraphs + "</w:body></w:document>")
			.getBytes(StandardCharsets.UTF_8));
	}

	/** A small file that unpacks to 256 MB. */
	private static byte[] bomb() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
			zip.putNextEntry(new ZipEntry("word/media/image.png"));
			byte[] zeros = new byte[1 << 20];
			Arrays.fill(zeros, (byte) ' ');
			for (int i = 0; i < 256; i++) {
				zip.write(zeros);
			}
		}
		return bytes.toByteArray();
	}

	private static byte[] zip(String name, byte[] content) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
			zip.putNextEntry(new ZipEntry(name));
			zip.write(content);
		}
		return bytes.toByteArray();
	}

}
