package dev.aura.e2e;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.aura.kernel.ScriptedModel;
import dev.aura.kernel.ScriptedModel.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cancels runs whose program tries to outlive it: children in sessions of their own, deaf
 * to hang-ups, each writing a heartbeat that is watched from outside.
 * {@code ./mvnw verify -pl aura-e2e -am -Dit.test=CancelIT -Dtest=None
 * -Daura.cancel.trials=200 -Daura.cancel.millis=500} makes many trials on a quiet machine
 * and prints what they took.
 */
class CancelIT {

	private static final int TRIALS = Integer.getInteger("aura.cancel.trials", 4);

	/** Builds run on busy machines. */
	private static final int LIMIT = Integer.getInteger("aura.cancel.millis", 2_000);

	/** How long nothing may move afterwards. */
	private static final Duration SILENCE = Duration.ofMillis(300);

	private static final int HEARTS = 5;

	private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String mark = "hearts-" + UUID.randomUUID();

	@TempDir
	private Path folder;

	@Test
	void killsEveryChildAndLeavesAResumableRun() throws Exception {
		int port = freePort();
		try (ScriptedModel model = ScriptedModel.start().calls(new Call("execute_code", program()));
				RunScript script = RunScript.start(this.folder,
						Map.of("OPENAI_BASE_URL", model.address().toString(), "OPENAI_API_KEY", "scripted",
								"AURA_MODEL", "scripted", "AURA_KERNEL_PORT", Integer.toString(port), "AURA_BUS_PORT",
								Integer.toString(freePort())),
						"serve")) {
			URI server = URI.create("http://127.0.0.1:" + port);
			RunScript.await("the server", () -> isUp(server));
			List<Long> millis = new ArrayList<>();
			for (int trial = 0; trial < TRIALS; trial++) {
				millis.add(trial(server, script, model));
			}
			Collections.sort(millis);
			System.out.printf("cancel: %d trials, the last child was gone after %d ms (median), %d ms (longest)%n",
					TRIALS, millis.get(TRIALS / 2), millis.getLast());
			assertThat(millis.getLast()).isLessThanOrEqualTo(LIMIT);
		}
	}

	/** Milliseconds from the cancellation to the death of the last child. */
	private long trial(URI server, RunScript script, ScriptedModel model) throws Exception {
		long begun = System.currentTimeMillis();
		Matcher accepted = ID.matcher(post(script, server.resolve("/runs"), "{\"task\":\"Never end\"}"));
		assertThat(accepted.find()).isTrue();
		URI run = server.resolve("/runs/" + accepted.group(1));
		RunScript.await("all hearts beat", () -> beats(script).filter((beat) -> beat > begun).count() == HEARTS);
		int requests = model.requests().size();

		long cancelled = System.currentTimeMillis();
		post(script, URI.create(run + "/cancel"), "");
		while (children() > 0 && System.currentTimeMillis() < cancelled + 10_000) {
			Thread.sleep(5);
		}
		long gone = System.currentTimeMillis();
		Thread.sleep(SILENCE);

		assertThat(children()).isZero();
		assertThat(beats(script)).allSatisfy((beat) -> assertThat(beat).isLessThanOrEqualTo(gone));
		assertThat(model.requests()).as("no call of the model afterwards").hasSize(requests);
		assertThat(send(script, HttpRequest.newBuilder(run).GET())).contains("\"status\":\"interrupted\"");
		return gone - cancelled;
	}

	private String program() {
		String heart = "'while :; do date > beat-'$i'; sleep 0.02; done' " + this.mark;
		return ("{\"language\":\"bash\",\"timeoutSeconds\":120,\"code\":\"for i in 1 2 3; do setsid nohup bash -c "
				+ heart + " >/dev/null 2>&1 & done; i=4; trap : TERM HUP INT; nohup bash -c " + heart
				+ " >/dev/null 2>&1 & while :; do date > beat-0; sleep 0.02; done\"}");
	}

	private long children() {
		return ProcessHandle.allProcesses()
			.filter((process) -> RunScript.commandLine(process.pid()).contains(this.mark))
			.count();
	}

	/** When each heart beat last. */
	private static Stream<Long> beats(RunScript script) {
		return Stream.iterate(0, (heart) -> heart + 1)
			.limit(HEARTS)
			.map((heart) -> script.workspace().resolve("beat-" + heart))
			.filter(Files::exists)
			.map((file) -> file.toFile().lastModified());
	}

	private boolean isUp(URI server) {
		try {
			return this.http
				.send(HttpRequest.newBuilder(server.resolve("/actuator/health")).build(),
						HttpResponse.BodyHandlers.discarding())
				.statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private String post(RunScript script, URI uri, String body) throws Exception {
		return send(script,
				HttpRequest.newBuilder(uri)
					.header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	private String send(RunScript script, HttpRequest.Builder request) throws Exception {
		String token = Files.readString(script.home().resolve("token")).strip();
		HttpResponse<String> response = this.http.send(request.header("Authorization", "Bearer " + token).build(),
				HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
		return response.body();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
