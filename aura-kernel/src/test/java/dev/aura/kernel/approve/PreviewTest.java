package dev.aura.kernel.approve;

import java.net.URI;

import dev.aura.api.ProblemType;
import dev.aura.kernel.ScriptedBus;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.bus.BusSettings;
import dev.aura.kernel.bus.Span;
import dev.aura.kernel.settings.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PreviewTest {

	private ScriptedBus bus;

	private Workspace workspace;

	@BeforeEach
	void start() {
		this.bus = ScriptedBus.start();
		URI address = this.bus.address();
		this.workspace = new Workspace(new BusClient(new BusSettings(address, new Secret(ScriptedBus.TOKEN))),
				Span.newTrace());
	}

	@AfterEach
	void stop() {
		this.bus.close();
	}

	@Test
	void showsWhatAWriteChanges() {
		this.bus.files().put("plan.md", "one\ntwo\nthree\n");

		assertThat(preview("write_file", "{\"path\":\"plan.md\",\"content\":\"one\\n2\\nthree\\n\"}"))
			.isEqualTo("Replace plan.md\n--- plan.md\n+++ plan.md\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three");
		assertThat(preview("write_file", "{\"path\":\"plan.md\",\"content\":\"four\\n\",\"mode\":\"append\"}"))
			.startsWith("Append to plan.md\n")
			.endsWith(" three\n+four");
		assertThat(preview("write_file", "{\"path\":\"new.md\",\"content\":\"x\\n\"}")).isEqualTo("Create new.md\n+x");
	}

	@Test
	void showsWhatAnEditChanges() {
		this.bus.files().put("a", "x = 1\ny = 1\n");

		assertThat(preview("edit_file", "{\"path\":\"a\",\"oldText\":\"1\",\"newText\":\"2\",\"replaceAll\":true}"))
			.contains("-x = 1", "+x = 2", "-y = 1", "+y = 2");
		assertThat(preview("edit_file", "{\"path\":\"a\",\"oldText\":\"z\",\"newText\":\"2\"}"))
			.contains("which is not there now");
	}

	@Test
	void showsCodeAndAddresses() {
		assertThat(preview("execute_code", "{\"language\":\"bash\",\"code\":\"rm -r notes\"}")).contains("bash program",
				"rm -r notes");
		assertThat(preview("fetch_page", "{\"url\":\"https://example.org/?q=1\"}"))
			.isEqualTo("Fetch https://example.org/?q=1");
	}

	@Test
	void saysWhenAFileCannotBeCompared() {
		this.bus.on("/fs/read", (request) -> ScriptedBus.problem(ProblemType.UNUSABLE_VALUE, "path: a is not text"));

		assertThat(preview("write_file", "{\"path\":\"a\",\"content\":\"new\"}"))
			.contains("Replace a, which cannot be compared", "a is not text", "new");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			execute_code | {"code":"1"}                             | true
			edit_file    | {"path":"there"}                         | true
			fetch_page   | {"url":"https://example.org"}            | true
			write_file   | {"path":"there","content":""}            | true
			write_file   | {"path":"there","mode":"append"}         | false
			write_file   | {"path":"new","content":""}              | false
			write_file   | {"path":"new","mode":"create"}           | false
			write_file   | {"path":".git/hooks/x","mode":"create"}  | true
			write_file   | {"path":"a/agents.md","mode":"create"}   | true
			read_file    | {"path":"there"}                         | false
			remember     | {"text":"x"}                             | false
			search_web   | {"query":"x"}                            | false
			what_is_this | {}                                       | true
			""")
	void callsRiskyWhatCanDestroyInstructOrTell(String tool, String arguments, boolean risky) {
		this.bus.files().put("there", "content");

		assertThat(Risk.of(Target.of(tool, arguments), this.workspace)).isEqualTo(risky);
	}

	private String preview(String tool, String arguments) {
		return Preview.of(Target.of(tool, arguments), this.workspace);
	}

}
