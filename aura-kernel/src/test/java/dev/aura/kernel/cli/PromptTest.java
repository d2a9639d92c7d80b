package dev.aura.kernel.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import dev.aura.kernel.ScriptedBus;
import dev.aura.kernel.ScriptedModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PromptTest {

	@TempDir
	private Path home;

	private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

	private ScriptedModel model;

	private ScriptedBus bus;

	@BeforeEach
	void start() {
		this.model = ScriptedModel.start().actsAsOllama();
		this.bus = ScriptedBus.start();
	}

	@AfterEach
	void stop() {
		this.model.close();
		this.bus.close();
	}

	@Test
	void keepsItsModelWhenAnotherIsNotThere() throws Exception {
		this.model.says("Here.");

		int status = converse("/model typo", "Are you there?");

		assertThat(status).isZero();
		assertThat(printed()).contains("AURA_MODEL: typo is not there; scripted stays").contains("Here.");
	}

	@Test
	void looksForAModelOnlyWhenItIsToldTo() throws Exception {
		this.model.says("Here.");

		converse("/budget steps 7", "/approve risky", "/budget usd none", "Are you there?");

		assertThat(printed()).contains("steps    7", "you are asked: risky", "Here.");
		assertThat(this.model.lists()).isOne();
	}

	private int converse(String... said) throws Exception {
		PrintStream print = new PrintStream(this.printed, true, StandardCharsets.UTF_8);
		Map<String, String> environment = Map.of("AURA_HOME", this.home.toString(), "AURA_LOCAL", "off", "OLLAMA_HOST",
				this.model.ollamaHost(), "AURA_BUS_URL", this.bus.address().toString(), "AURA_BUS_TOKEN",
				ScriptedBus.TOKEN);
		return new Prompt(environment, new Terminal(print, print, false, false), false, new Script(List.of(said)), true)
			.converse();
	}

	private String printed() {
		return this.printed.toString(StandardCharsets.UTF_8);
	}

	/** A person who says one thing after the other. */
	private static final class Script implements Lines {

		private final Queue<String> lines;

		Script(List<String> lines) {
			this.lines = new ArrayDeque<>(lines);
		}

		@Override
		public @Nullable String next() {
			return this.lines.poll();
		}

		@Override
		public @Nullable String answer(String question) {
			return null;
		}

	}

}
