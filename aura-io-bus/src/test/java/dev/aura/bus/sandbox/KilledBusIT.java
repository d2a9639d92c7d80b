package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import dev.aura.bus.BusProcess;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

class KilledBusIT {

	/** Each ends as two processes called "sleep 600", one of them a daemon. */
	private static final List<String> CLINGING = List.of("""
			{"language": "bash", "timeoutSeconds": 300,
			 "code": "trap '' TERM HUP; (setsid nohup sleep 600 >/dev/null 2>&1 &) ; sleep 600"}""", """
			{"language": "python", "timeoutSeconds": 300,
			 "code": "import os, signal\\nif os.fork() == 0 and (os.setsid() or os.fork()):\\n  os._exit(0)\\n\
			for number in range(1, 32):\\n  number in (9, 19) or signal.signal(number, signal.SIG_IGN)\\n\
			os.closerange(0, 64)\\nos.execv('/bin/sleep', ['sleep', '600'])"}""", """
			{"language": "bash", "timeoutSeconds": 300, "network": {"allow": ["example.org:443"]},
			 "code": "setsid -f sleep 600 </dev/null >/dev/null 2>&1; exec sleep 600"}""");

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void leavesNoProgramAliveHoweverItEnds(boolean forcibly) throws Exception {
		Path workspace = Files.createDirectories(this.directory.resolve("workspace"));
		try (BusProcess bus = BusProcess.start(this.directory, List.of())) {
			assumeIsolation(bus);
			for (int i = 0; i < 3; i++) {
				bus.execute("""
						{"language": "bash", "timeoutSeconds": 300,
						 "code": "trap '' TERM HUP; (setsid nohup sleep 600 >/dev/null 2>&1 &) ; sleep 600"}""");
			}
			BusProcess.eventually(() -> Sandbox.survivors(workspace).stream().filter(sleeps()).count() == 6);
			assertThat(Sandbox.survivors(workspace).stream().filter(sleeps())).hasSize(6);

			Path notes = notes(bus);

			end(bus.process().toHandle(), forcibly);

			bus.process().waitFor();
			BusProcess.eventually(() -> Sandbox.survivors(workspace).isEmpty());
			assertThat(Sandbox.survivors(workspace)).isEmpty();
			assertThatTheNextCleansUp(notes);
		}
	}

	@Test
	void leavesNothingAliveASecondAfterFiftyProgramsWereCutOff() throws Exception {
		Path workspace = Files.createDirectories(this.directory.resolve("workspace"));
		try (BusProcess bus = BusProcess.start(this.directory, List.of("env", "AURA_SANDBOX_MAXCONCURRENT=50"))) {
			assumeIsolation(bus);
			for (int i = 0; i < 50; i++) {
				bus.execute(CLINGING.get(i % CLINGING.size()));
			}
			BusProcess.eventually(() -> sleepers(workspace) == 100);
			assertThat(sleepers(workspace)).isEqualTo(100);
			Path notes = notes(bus);

			bus.process().destroyForcibly().waitFor();
			Thread.sleep(1000);

			assertThat(Sandbox.survivors(workspace)).isEmpty();
			assertThatTheNextCleansUp(notes);
		}
	}

	@Test
	void leavesNothingOfASessionAliveASecondAfterItWasKilled() throws Exception {
		Path workspace = Files.createDirectories(this.directory.resolve("workspace"));
		try (BusProcess bus = BusProcess.start(this.directory, List.of())) {
			assumeIsolation(bus);
			String session = "/sandbox/sessions/"
					+ TestBus.json(bus.send("/sandbox/sessions", "{\"language\": \"python\"}").join())
						.path("id")
						.asString();
			bus.send(session + "/execute", """
					{"code": "import subprocess; left = subprocess.Popen(['setsid', 'nohup', 'sleep', '600'])"}""")
				.join();
			bus.send(session + "/execute", """
					{"code": "subprocess.run(['sleep', '600'])", "timeoutSeconds": 300}""");
			BusProcess.eventually(() -> sleepers(workspace) == 2);
			assertThat(sleepers(workspace)).isEqualTo(2);
			Path notes = notes(bus);

			bus.process().destroyForcibly().waitFor();
			Thread.sleep(1000);

			assertThat(Sandbox.survivors(workspace)).isEmpty();
			assertThatTheNextCleansUp(notes);
		}
	}

	private static long sleepers(Path workspace) {
		return Sandbox.survivors(workspace).stream().filter(sleeps()).count();
	}

	private Path notes(BusProcess bus) {
		return TestBus.notes(this.directory.resolve("home"), bus.process().pid());
	}

	private void assertThatTheNextCleansUp(Path folder) throws IOException, InterruptedException {
		Path note = folder.resolve(CallFolders.CGROUPS);
		List<String> parents = Files.exists(note) ? Files.readAllLines(note) : List.of();
		// A bus that ended in order has removed them itself.
		Path sockets = folder.resolve(EgressSockets.NOTE);
		if (Files.exists(sockets)) {
			sockets = Path.of(Files.readString(sockets));
			assertThat(sockets).exists();
		}
		try (BusProcess next = BusProcess.start(this.directory, List.of())) {
			assumeIsolation(next);
		}
		assertThat(folder).doesNotExist();
		assertThat(sockets).doesNotExist();
		for (String parent : parents) {
			try (var groups = Files.newDirectoryStream(Path.of(parent), "aura-" + folder.getFileName() + "-*")) {
				assertThat(groups).isEmpty();
			}
		}
	}

	private static Predicate<String> sleeps() {
		return (process) -> process.contains("sleep 600 ");
	}

	private static void end(ProcessHandle bus, boolean forcibly) {
		if (forcibly) {
			bus.destroyForcibly();
		}
		else {
			bus.destroy();
		}
	}

	@Test
	void worksForABusThatIsNotRoot() throws Exception {
		Path self = Path.of("/proc/self");
		Assumptions.assumeTrue(Files.exists(self) && Files.getAttribute(self, "unix:uid").equals(0),
				"not root: every other test is this test");
		Path open = Files.createDirectory(Path.of("/tmp/aura-" + ProcessHandle.current().pid()));
		try {
			Files.setAttribute(open, "unix:uid", 4242);
			// No isolates that wait, which would count as survivors.
			try (BusProcess bus = BusProcess.start(open,
					List.of("setpriv", "--reuid=4242", "--regid=4242", "--clear-groups", "--"),
					Map.of("AURA_SANDBOX_WARM_SIZE", "0"))) {
				assumeIsolation(bus);
				assertThat(bus.get("/sandbox/tiers").body()).contains("\"degraded\":\"without control groups");
				String result = bus.execute("""
						{"language": "bash", "code": "echo made > file; id -u; cat ../etc/shadow; sleep 600",
						 "timeoutSeconds": 1}""").join().body();

				assertThat(result).contains("timedOut", "65534", "No such file");
				assertThat(open.resolve("workspace/file")).hasContent("made");
				assertThat(Files.getAttribute(open.resolve("workspace/file"), "unix:uid")).isEqualTo(4242);
				assertThat(Sandbox.survivors(open.resolve("workspace"))).isEmpty();
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(open);
		}
	}

	private static void assumeIsolation(BusProcess bus) throws IOException, InterruptedException {
		String tiers = bus.get("/sandbox/tiers").body();
		Assumptions.assumeTrue(tiers.contains("\"active\":\"bubblewrap\""), () -> "no bubblewrap here: " + tiers);
	}

}
