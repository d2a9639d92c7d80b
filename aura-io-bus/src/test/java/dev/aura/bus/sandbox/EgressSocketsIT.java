package dev.aura.bus.sandbox;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import dev.aura.bus.BusProcess;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class EgressSocketsIT {

	@TempDir
	private Path directory;

	@Test
	void areWithinReachOfProgramsWhereverTheBusKeepsItsTemporaryFiles() throws Exception {
		Path closed = Files.createDirectory(this.directory.resolve("closed".repeat(20)),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		try (BusProcess bus = BusProcess.start(this.directory, List.of(),
				Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + closed))) {
			String tiers = bus.get("/sandbox/tiers").body();
			Assumptions.assumeTrue(tiers.contains("\"active\":\"bubblewrap\""), () -> "no bubblewrap here: " + tiers);
			Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "python3 is not installed");

			HttpResponse<String> response = bus.execute("""
					{"language": "bash", "code": "(exec 3<>/dev/tcp/127.0.0.1/3128) && echo reached",
					 "network": {"allow": ["example.org:443"]}}""").join();

			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
			assertThat(response.body()).contains("\"stdout\":\"reached\\n\"");
		}
	}

}
