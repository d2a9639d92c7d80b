package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.aura.bus.ProcessIdentity;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class CgroupsTest {

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	private static List<Path> parents;

	@BeforeAll
	static void start() throws IOException {
		bus = TestBus.start(directory, "aura.sandbox.max-memory=200MB", "aura.sandbox.max-processes=24",
				"aura.sandbox.warm.size=0");
		sandbox = Sandbox.isolated(bus);
		String tiers = bus.get("/sandbox/tiers").body();
		Assumptions.assumeFalse(tiers.contains("\"degraded\""), () -> "no control groups here: " + tiers);
		parents = Files.readAllLines(bus.notes().resolve(CallFolders.CGROUPS)).stream().map(Path::of).toList();
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@Test
	void limitsTheMemoryOfAllProcessesTogether() {
		sandbox.requireLanguage("python");

		JsonNode result = sandbox.run("python", """
				import os, time
				for _ in range(3):
				    if os.fork() == 0:
				        block = b'x' * 100_000_000
				        time.sleep(600)
				print(os.wait()[1])
				""", 60);

		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo("completed");
		assertThat(result.path("stdout").asString()).isEqualTo("9\n");
		assertThat(result.path("limit").asString()).isEqualTo("memory");
		assertThat(sandbox.survivors()).isEmpty();
		assertThat(groups()).isEmpty();
	}

	@Test
	void countsFilesInMemoryAsMemory() {
		sandbox.requireLanguage("python");

		JsonNode result = sandbox.run("python", """
				with open('/tmp/large', 'wb') as file:
				    file.write(b'x' * 60_000_000)
				block = b'x' * 160_000_000
				print('survived')
				""", 60);

		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo("killed");
		assertThat(result.path("exitCode").asInt()).isEqualTo(137);
		assertThat(result.path("limit").asString()).isEqualTo("memory");
	}

	@Test
	void countsEmptyFilesAsMemory() {
		sandbox.requireLanguage("python");

		JsonNode result = sandbox.run("python", """
				import itertools, os
				for name in itertools.count():
				    os.close(os.open(f'/tmp/{name}', os.O_CREAT | os.O_WRONLY))
				""", 60);

		assertThat(result.path("limit").asString()).as(result.toString()).isEqualTo("memory");
		assertThat(sandbox.survivors()).isEmpty();
	}

	@Test
	void saysThatAProgramCouldNotHaveMoreProcesses() {
		sandbox.requireLanguage("python");

		JsonNode result = sandbox.run("python", """
				import os, time
				try:
				    while os.fork():
				        pass
				    time.sleep(600)
				except BlockingIOError:
				    print('no more')
				""", 60);

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo("no more\n");
		assertThat(result.path("limit").asString()).as(result.toString()).isEqualTo("processes");
		assertThat(sandbox.survivors()).isEmpty();
		assertThat(groups()).isEmpty();
	}

	@Test
	void leavesNoGroupBehindHoweverAProgramEnds() {
		sandbox.bash("exit 3");
		sandbox.run("bash", "setsid -f sleep 600; sleep 600", 0.3);
		sandbox.bash("yes");

		assertThat(groups()).isEmpty();
	}

	@Test
	void hidesTheGroupsOfTheHostFromPrograms() {
		assertThat(sandbox.bash("cut -d: -f3 /proc/self/cgroup | sort -u").path("stdout").asString())
			.doesNotContain("aura");
	}

	@Test
	void removesTheGroupsOfADeadBusWithAllThatIsInThem() throws Exception {
		removesAGroupWith(new ProcessBuilder("sleep", "600"));
	}

	@Test
	void removesTheGroupsOfADeadBusWithAProgramThatStartsOthersAllTheTime() throws Exception {
		sandbox.requireLanguage("python");

		removesAGroupWith(new ProcessBuilder("python3", "-c", """
				import os
				while True:
				    try:
				        os.fork()
				    except OSError:
				        pass
				"""));
	}

	@Test
	void firstEmptiesTheGroupThatCanForbidMoreProcesses() throws IOException {
		try (Cgroup group = Cgroup.make(parents, "aura-" + ProcessIdentity.current() + "-order")) {
			assertThat(group.folders().getFirst().resolve("pids.max")).exists();
		}
	}

	private static void removesAGroupWith(ProcessBuilder program) throws Exception {
		ProcessIdentity dead = new ProcessIdentity(999_999_999_999L, 1);
		Path note = Files.write(bus.home().resolve("note"), new Cgroups(parents).note());
		Cgroup left = Cgroup.make(parents, "aura-" + dead + "-1");
		try {
			left.limit(256 << 20, 40);
			start(program, left);

			Cgroups.clean(note, dead);

			assertThat(left.folders()).allSatisfy((folder) -> assertThat(folder).doesNotExist());
		}
		finally {
			left.limit(1 << 20, 0);
			left.close();
		}
	}

	/** It enters the group before it does anything else. */
	private static void start(ProcessBuilder program, Cgroup group) throws Exception {
		List<String> command = new ArrayList<>(List.of("/bin/sh", "-c",
				"for group in $(cat); do echo 0 > \"$group\"; done; exec \"$@\" </dev/null >/dev/null 2>&1", "sh"));
		command.addAll(program.command());
		Process started = new ProcessBuilder(command).start();
		try (OutputStream stdin = started.getOutputStream()) {
			for (Path entrance : group.entrances()) {
				stdin.write((entrance + "\n").getBytes(StandardCharsets.UTF_8));
			}
		}
		// Nothing holds its output once it is what it shall be.
		started.getInputStream().readAllBytes();
	}

	@Test
	void removesAGroupOfVersionTwoWithAllThatIsInIt() throws Exception {
		List<Path> unified = CgroupMounts.read().unified();
		Assumptions.assumeTrue(!unified.isEmpty() && Files.isWritable(unified.getFirst()), "no cgroup v2 to write to");
		Cgroup group = Cgroup.make(unified.subList(0, 1), "aura-test-" + ProcessHandle.current().pid());
		Process program = new ProcessBuilder("sleep", "600").start();
		try {
			Files.writeString(group.entrances().getFirst(), Long.toString(program.pid()));

			group.close();

			assertThat(program.waitFor()).isEqualTo(137);
			assertThat(group.folders().getFirst()).doesNotExist();
		}
		finally {
			program.destroyForcibly();
		}
	}

	/** Those of this bus, once what has ended is cleared away. */
	private static List<String> groups() {
		return Sandbox.onceNone(CgroupsTest::groupsNow);
	}

	private static List<String> groupsNow() {
		String own = "aura-" + ProcessIdentity.current() + "-";
		try (var all = Files.list(parents.getFirst())) {
			return all.map((path) -> path.getFileName().toString()).filter((name) -> name.startsWith(own)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
