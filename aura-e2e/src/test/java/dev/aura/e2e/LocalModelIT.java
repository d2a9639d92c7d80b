package dev.aura.e2e;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The whole loop with a real model, the smallest of the catalogue, when it can be had.
 */
class LocalModelIT {

	private static final Map<String, String> SMALLEST = Map.of("AURA_MODEL", "local:smollm2-135m-instruct");

	@TempDir
	private Path folder;

	@BeforeAll
	static void build(@TempDir Path folder) throws Exception {
		try (RunScript script = RunScript.start(folder, Map.of(), "setup")) {
			assertThat(script.await()).as(script.stderr()).isZero();
		}
	}

	@Test
	void writesAFileWithNeitherKeyNorServer() throws Exception {
		try (RunScript script = run("Write the text hello to hello.txt and tell me when done")) {
			assertThat(script.workspace().resolve("hello.txt")).hasContent("hello");
			assertThat(script.stdout().strip().lines()).as("the answer alone").hasSize(1);
			assertThat(script.stderr()).contains("model: smollm2-135m-instruct at file:");
		}
	}

	@Test
	void storesANumber() throws Exception {
		try (RunScript script = run("Save the number 42 in answer.txt")) {
			assertThat(script.workspace().resolve("answer.txt")).hasContent("42");
		}
	}

	@Test
	void remembersWhatItIsTold() throws Exception {
		try (RunScript script = run("Remember that my dog is called Rex")) {
			assertThat(script.stderr()).contains("ok  remember");
		}
	}

	/** Runs a task to its end; without the weights nothing can be said about it. */
	private RunScript run(String task) throws Exception {
		RunScript script = RunScript.start(this.folder, SMALLEST, task);
		int status = script.await();
		assumeTrue(!script.stderr().contains("could not be had"),
				"SKIPPED, no task was tried with a real model: " + script.stderr());
		assertThat(status).as(script.stderr()).isZero();
		return script;
	}

}
