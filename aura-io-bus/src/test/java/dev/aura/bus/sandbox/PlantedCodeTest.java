package dev.aura.bus.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one program left in the workspace has no part in the next, unless that asks for
 * it.
 */
class PlantedCodeTest {

	private static final String MARK = "planted-code-ran";

	@TempDir
	private static Path directory;

	private static TestBus bus;

	private static Sandbox sandbox;

	@BeforeAll
	static void plant() {
		bus = TestBus.start(directory);
		sandbox = Sandbox.isolated(bus);
		String python = "open('/workspace/" + MARK + "', 'a').write(__name__)\n";
		String shell = "#!/bin/sh\necho sh >> " + bus.workspace().resolve(MARK) + "; echo sh >> /workspace/" + MARK
				+ "\n";
		String node = "require('fs').writeFileSync('/workspace/" + MARK + "', 'node');\n";
		Map<String, String> files = new TreeMap<>();
		for (String module : new String[] { "sitecustomize", "usercustomize", "json", "os", "site", "io", "codecs",
				"random", "subprocess", "runpy" }) {
			files.put(module + ".py", python);
		}
		files.put("encodings/__init__.py", python);
		files.put("evil.pth", "import os; open('/workspace/" + MARK + "', 'a')\n");
		files.put("pyvenv.cfg", "home = /workspace\n");
		files.put("fs.js", node);
		files.put("node_modules/fs/index.js", node);
		files.put("node_modules/http/index.js", node);
		files.put("package.json", "{\"type\": \"module\", \"main\": \"fs.js\"}");
		for (String script : new String[] { ".bashrc", ".profile", ".bash_profile", ".bash_logout", "bash", "ls", "git",
				"python3", "chown", "prlimit", ".git/hooks/pre-commit", ".git/hooks/post-checkout" }) {
			files.put(script, shell);
		}
		files.put(".git/config", "[core]\n\tfsmonitor = /workspace/git\n\tpager = /workspace/git\n");
		files.put("META-INF/services/java.nio.file.spi.FileSystemProvider", "Evil\n");
		files.put("String.java", "class String { static { System.exit(99); } }\n");
		files.forEach(bus::put);
		sandbox.bash("chmod -R a+rwx .; find . -name '*' -type f -exec touch -d '2020-01-01' {} +");
	}

	@AfterAll
	static void stop() {
		bus.close();
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					python     | import json, os, random, subprocess; print(json.dumps(6 * 7))
					python     | import subprocess, sys; open('/tmp/x.py', 'w').write('import json; print(42)'); print(subprocess.run([sys.executable, '/tmp/x.py'], capture_output=True, text=True).stdout, end='')
					bash       | ls > /dev/null; echo 42
					bash       | bash -c 'echo 42'
					javascript | require('fs'); require('http'); console.log(42)
					java       | public class Main { public static void main(String[] a) { System.out.println(42); } }
					""")
	void hasNoPartInTheNextProgram(String language, String code) {
		sandbox.requireLanguage(language);

		JsonNode result = sandbox.run(language, code, 60);

		assertThat(result.path("stdout").asString()).as(result.toString()).isEqualTo("42\n");
		assertThat(bus.workspace().resolve(MARK)).doesNotExist();
	}

	@Test
	void hasNoPartInWhatTheBusDoes() {
		bus.get("/fs/list?recursive=true");
		bus.get("/fs/search?query=x");
		bus.get("/sandbox/languages");

		assertThat(bus.workspace().resolve(MARK)).doesNotExist();
	}

	@Test
	void canBeImportedByAProgramThatAsksForIt() {
		bus.put("helpers_of_ours.py", "answer = 42\n");
		bus.put("helpers-of-ours.js", "exports.answer = 42;\n");

		assertThat(sandbox.run("python", "import helpers_of_ours; print(helpers_of_ours.answer)", 30)
			.path("stdout")
			.asString()).isEqualTo("42\n");
		assertThat(Files.exists(bus.workspace().resolve(MARK))).isFalse();
	}

}
