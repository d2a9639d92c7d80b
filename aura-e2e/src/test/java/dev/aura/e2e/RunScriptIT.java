package dev.aura.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.aura.kernel.ScriptedModel;
import dev.aura.kernel.ScriptedModel.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class RunScriptIT {

	private static final Call SEARCH = new Call("search_web", "{\"query\":\"latest java lts\"}");

	private static final Call REMEMBER = new Call("remember",
			"{\"text\":\"Java 25 is the latest LTS, released on 16 September 2025.\"}");

	private static final Call COMPUTE = new Call("execute_code", "{\"language\":\"python\",\"code\":\"print(6 * 7)\"}");

	private static final Call PLAN = new Call("write_file",
			"{\"path\":\"plan.md\",\"content\":\"# Plan\\n\\nJava 25, 42 days.\\n\"}");

	private static final Call SLEEP = new Call("execute_code",
			"{\"language\":\"bash\",\"code\":\"sleep 300\",\"timeoutSeconds\":300}");

	@TempDir
	private Path folder;

	private ScriptedModel model;

	private SearchEngine engine;

	/** The build is not what the tests measure their patience against. */
	@BeforeAll
	static void build(@TempDir Path folder) throws Exception {
		try (RunScript script = RunScript.start(folder, Map.of(), "setup")) {
			assertThat(script.await()).as(script.stderr()).isZero();
		}
	}

	@BeforeEach
	void start() throws IOException {
		this.model = ScriptedModel.start();
		this.engine = new SearchEngine();
	}

	@AfterEach
	void stop() {
		this.model.close();
		this.engine.close();
	}

	@Test
	void drivesSearchMemorySandboxAndFilesAndLeavesNothingBehind() throws Exception {
		this.model.calls(SEARCH).calls(REMEMBER).calls(COMPUTE).calls(PLAN).says("The plan is written.");
		try (RunScript script = run("Find the latest Java LTS and write a plan")) {
			assertThat(script.await()).as(script.stderr()).isZero();
			assertThat(script.stdout()).isEqualTo("The plan is written.\n");
			assertThat(script.workspace().resolve("plan.md")).hasContent("# Plan\n\nJava 25, 42 days.\n");
			assertThat(this.engine.searches()).isEqualTo(1);
			String conversation = this.model.requests().getLast().toString();
			assertThat(conversation).contains("https://example.org/java-25", "42");
			assertThat(script.stderr()).contains("search_web", "remember", "execute_code", "write_file");
			script.awaitNothingLeft();
		}
	}

	@Test
	void answersAfterTwoRefusalsBrokenArgumentsAndThreeToolsAtOnce() throws Exception {
		this.model.fails(429, "{\"error\":{\"message\":\"slow down\"}}", "Retry-After", "1")
			.fails(429, "{\"error\":{\"message\":\"slow down\"}}", "Retry-After", "1")
			.calls(new Call("write_file", "{\"path\": \"plan.md\", "))
			.calls(SEARCH, COMPUTE, PLAN)
			.says("Done.");
		try (RunScript script = run("--json", "Do it")) {
			assertThat(script.await()).as(script.stderr()).isZero();
			assertThat(script.workspace().resolve("plan.md")).exists();
			assertThat(script.stdout().lines()).isNotEmpty()
				.allSatisfy((line) -> assertThat(JsonMapper.shared().readTree(line).isObject()).isTrue());
		}
	}

	/** The bus is stopped while its embedding model still loads. */
	@Test
	void endsCleanlyWhenTheModelAnswersAtOnce() throws Exception {
		this.model.says("42.");
		try (RunScript script = run("What is six times seven?")) {
			assertThat(script.await()).as(script.stderr()).isZero();
			assertThat(script.stdout()).isEqualTo("42.\n");
			assertThat(script.stderr()).doesNotContain("run.sh:", "WARN");
			assertThat(script.home().resolve("logs")).isDirectoryNotContaining("glob:**crash*");
			assertThat(script.home().resolve("tmp")).isEmptyDirectory();
			script.awaitNothingLeft();
		}
	}

	@Test
	void refusesATaskWithoutQuotesBeforeAnythingStarts() throws Exception {
		try (RunScript script = run("What", "is", "this?")) {
			assertThat(script.await()).isEqualTo(2);
			assertThat(script.stderr()).isEqualTo("aura: 3 tasks: What is this? (expected: one, in quotes)\n");
		}
	}

	@Test
	void stopsAModelThatNeverStopsCallingTools() throws Exception {
		this.model.calls(new Call("list_files", "{}"));
		try (RunScript script = run(Map.of("AURA_MAX_STEPS", "5"), "Never stop")) {
			assertThat(script.await()).as(script.stderr()).isEqualTo(3);
			assertThat(this.model.requests()).hasSize(5);
		}
	}

	@Test
	void refusesWrongSettingsAndAMissingModelWithStatusTwo() throws Exception {
		try (RunScript script = run(Map.of("AURA_BUS_PORT", "eighty"), "task")) {
			assertThat(script.await()).isEqualTo(2);
			assertThat(script.stderr()).contains("AURA_BUS_PORT: eighty (expected: a port, 1 to 65535)");
		}
		try (RunScript script = RunScript.start(this.folder, Map.of(), "task")) {
			assertThat(script.await()).as(script.stderr()).isEqualTo(2);
			assertThat(script.stderr()).contains("OPENAI_API_KEY", "OPENAI_BASE_URL", "Ollama");
			assertThat(script.stdout()).isEmpty();
			script.awaitNothingLeft();
		}
	}

	@Test
	void endsEverythingOnAnInterruptWithStatus130() throws Exception {
		this.model.calls(SLEEP);
		try (RunScript script = run("Sleep")) {
			awaitSleeping(script);
			script.signal("INT");
			assertThat(script.await()).as(script.stderr()).isEqualTo(130);
			script.awaitNothingLeft();
			assertThat(sleepers()).isZero();
		}
	}

	@Test
	void endsEverythingWhenTheShellIsKilled() throws Exception {
		this.model.calls(SLEEP);
		try (RunScript script = run("Sleep")) {
			awaitSleeping(script);
			script.signal("KILL");
			script.awaitNothingLeft();
			RunScript.await("the end of the sandboxed program", () -> sleepers() == 0);
		}
	}

	@Test
	void goesOnByItselfWhenTheKernelIsKilled() throws Exception {
		this.model.calls(SLEEP).says("Slept, perhaps.");
		try (RunScript script = run("Sleep")) {
			awaitSleeping(script);
			RunScript.kill("KILL", script.java("aura-kernel.jar"));
			assertThat(script.await()).as(script.stderr()).isZero();
			assertThat(script.stdout()).isEqualTo("Slept, perhaps.\n");
			assertThat(script.stderr()).contains("the kernel ended with status 137; it goes on with: resume r-");
			// A program whose caller went away is ended, and never run again by itself.
			assertThat(this.model.lastToolResults()).singleElement().asString().startsWith("Outcome unknown:");
			assertThat(this.model.requests()).hasSize(2);
			script.awaitNothingLeft();
			assertThat(sleepers()).isZero();
		}
	}

	@Test
	void goesOnByItselfWhenTheBusIsKilled() throws Exception {
		this.model.calls(SLEEP).calls(PLAN).says("Slept, perhaps.");
		try (RunScript script = run("Sleep")) {
			awaitSleeping(script);
			RunScript.kill("KILL", script.java("aura-io-bus.jar"));
			assertThat(script.await()).as(script.stderr()).isZero();
			assertThat(script.stdout()).isEqualTo("Slept, perhaps.\n");
			assertThat(script.stderr()).contains("the bus ended with status 137; it is started again");
			assertThat(this.model.requests().get(1).toString()).contains("Outcome unknown:");
			assertThat(script.workspace().resolve("plan.md")).exists();
			script.awaitNothingLeft();
			assertThat(sleepers()).isZero();
		}
	}

	@Test
	void leavesARunThatCanBeResumedWhenTheBusMayNotComeBack() throws Exception {
		this.model.calls(SLEEP).says("Slept, perhaps.");
		try (RunScript script = run(Map.of("AURA_RESTARTS", "0"), "Sleep")) {
			awaitSleeping(script);
			RunScript.kill("KILL", script.java("aura-io-bus.jar"));
			assertThat(script.await()).as(script.stderr()).isEqualTo(1);
			Matcher resume = Pattern.compile("/run\\.sh resume (r-[0-9a-f-]+) goes on").matcher(script.stderr());
			assertThat(resume.find()).as(script.stderr()).isTrue();
			assertThat(this.model.requests()).hasSize(1);
			script.awaitNothingLeft();
			try (RunScript again = run("resume", resume.group(1))) {
				assertThat(again.await()).as(again.stderr()).isZero();
				assertThat(again.stdout()).isEqualTo("Slept, perhaps.\n");
				assertThat(this.model.lastToolResults()).singleElement().asString().startsWith("Outcome unknown:");
			}
		}
	}

	@Test
	void runsTwiceAtOnceInOneHome() throws Exception {
		try (ScriptedModel other = ScriptedModel.start().calls(PLAN).says("Second.")) {
			this.model.calls(REMEMBER).calls(COMPUTE).says("First.");
			Map<String, String> second = settings(other);
			try (RunScript first = run("One");
					RunScript twin = RunScript.start(Files.createDirectory(this.folder.resolve("twin")),
							with(second, "AURA_HOME", this.folder.resolve("home").toString()), "Two")) {
				assertThat(first.await()).as(first.stderr()).isZero();
				assertThat(twin.await()).as(twin.stderr()).isZero();
				assertThat(first.stdout()).isEqualTo("First.\n");
				assertThat(twin.stdout()).isEqualTo("Second.\n");
			}
		}
	}

	private RunScript run(String... arguments) throws IOException {
		return RunScript.start(this.folder, settings(this.model), arguments);
	}

	private RunScript run(Map<String, String> more, String... arguments) throws IOException {
		Map<String, String> settings = settings(this.model);
		settings.putAll(more);
		return RunScript.start(this.folder, settings, arguments);
	}

	private Map<String, String> settings(ScriptedModel server) {
		return new HashMap<>(Map.of("OPENAI_BASE_URL", server.address().toString(), "OPENAI_API_KEY", "scripted",
				"AURA_MODEL", "scripted", "AURA_WEB_SEARCH_URL", this.engine.url()));
	}

	private static Map<String, String> with(Map<String, String> settings, String name, String value) {
		settings.put(name, value);
		return settings;
	}

	private static void awaitSleeping(RunScript script) throws InterruptedException {
		RunScript.await("the sandboxed program", () -> sleepers() > 0);
	}

	/**
	 * Sandboxed programs that were told to sleep; no other program sleeps for so long.
	 */
	private static long sleepers() {
		return ProcessHandle.allProcesses()
			.filter((process) -> RunScript.commandLine(process.pid()).equals("sleep\u0000300\u0000"))
			.count();
	}

}
