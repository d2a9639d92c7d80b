package dev.aura.kernel.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import dev.aura.kernel.ScriptedServers;
import dev.aura.kernel.ScriptedModel.Call;
import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.approve.Asker;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OneShotTest extends ScriptedServers {

	private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

	private final PrintStream print = new PrintStream(this.printed, true, StandardCharsets.UTF_8);

	private final Terminal terminal = new Terminal(this.print, this.print, false, false);

	@Test
	void goesOnAskingUntilItIsToldOtherwise() {
		this.model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}")).says("Done.");
		OneShot asking = oneShot(Map.of("AURA_APPROVE", "always"));
		Run run = asking.create("Write");
		AgentEvent first = carryOut(asking, run);

		AgentEvent plain = resume(Map.of(), run);
		boolean written = this.bus.files().containsKey("a");
		AgentEvent told = resume(Map.of("AURA_APPROVE", "never"), run);

		assertThat(first).isInstanceOf(AgentEvent.Waiting.class);
		assertThat(plain).isInstanceOf(AgentEvent.Waiting.class);
		assertThat(written).isFalse();
		assertThat(told).isInstanceOf(AgentEvent.Answered.class);
	}

	@Test
	void keepsEveryLimitThatALaterEnvironmentDoesNotSet() {
		this.model.calls(new Call("recall", "{\"query\":\"x\"}"));
		OneShot limited = oneShot(Map.of("AURA_MAX_STEPS", "2", "AURA_MAX_TOKENS", "400", "AURA_MODEL_PRICE", "1/1",
				"AURA_MAX_USD", "0.5", "AURA_MAX_SECONDS", "50"));
		Run run = limited.create("Recall for ever");
		carryOut(limited, run);

		AgentEvent same = resume(Map.of("AURA_MODEL_PRICE", "1/1"), run);
		AgentEvent further = resume(Map.of("AURA_MODEL_PRICE", "1/1", "AURA_MAX_STEPS", "9"), run);

		assertThat(same).isInstanceOfSatisfying(AgentEvent.BudgetRanOut.class,
				(ranOut) -> assertThat(ranOut.variable()).isEqualTo("AURA_MAX_STEPS"));
		assertThat(further).isInstanceOfSatisfying(AgentEvent.BudgetRanOut.class,
				(ranOut) -> assertThat(ranOut.variable()).isEqualTo("AURA_MAX_TOKENS"));
		assertThat(configured(run)).extracting(AgentEvent.Configured::maxSteps).containsExactly(2, 9);
		assertThat(configured(run)).allSatisfy((told) -> {
			assertThat(told.maxUsd()).isEqualByComparingTo("0.5");
			assertThat(told.maxSeconds()).isEqualTo(50);
		});
		assertThatExceptionOfType(SettingException.class).isThrownBy(() -> resume(Map.of(), run))
			.withMessageStartingWith("AURA_MAX_USD: 0.5, and no price of the model scripted is known");
	}

	@Test
	void anInterruptEndsTheQuestionAndDecidesNothing() throws Exception {
		this.model.calls(new Call("write_file", "{\"path\":\"a\",\"content\":\"1\"}")).says("Done.");
		try (PipedOutputStream keyboard = new PipedOutputStream();
				PipedInputStream nothingTyped = new PipedInputStream(keyboard)) {
			Asker person = new TerminalAsker(this.terminal, new ConsoleLines(nothingTyped, this.print));
			OneShot asking = new OneShot(new Settings(environment(Map.of("AURA_APPROVE", "always"))), person);
			Run run = asking.create("Write");
			FutureTask<AgentEvent> last = new FutureTask<>(() -> carryOut(asking, run));
			Thread.ofPlatform().start(last);
			while (!this.printed.toString(StandardCharsets.UTF_8).contains("allow?")) {
				Thread.sleep(10);
			}

			run.cancel();

			assertThat(last.get(10, TimeUnit.SECONDS)).isInstanceOf(AgentEvent.Interrupted.class);
			assertThat(new RunStore(this.home).cutOff()).isEmpty();
			assertThat(this.bus.files()).isEmpty();
		}
	}

	@Test
	void takesAnAnswerThatIsTyped() throws Exception {
		InputStream typed = new ByteArrayInputStream("ja\nno\n".getBytes(StandardCharsets.UTF_8));
		ConsoleLines lines = new ConsoleLines(typed, this.print);

		assertThat(lines.answer("one? ")).isEqualTo("ja");
		assertThat(lines.answer("two? ")).isEqualTo("no");
		assertThat(lines.answer("three? ")).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					AURA_MAX_STEPS    | many           | AURA_MAX_STEPS: many (expected: a whole number from 1
					AURA_MAX_STEPS    | -1             | AURA_MAX_STEPS: -1 (expected: a whole number from 1
					AURA_MAX_TOKENS   | 0              | AURA_MAX_TOKENS: 0 (expected: a whole number from 1
					AURA_MAX_SECONDS  | 1.5            | AURA_MAX_SECONDS: 1.5 (expected: a whole number
					AURA_MAX_USD      | 0              | AURA_MAX_USD: 0 (expected: an amount above 0
					AURA_MAX_USD      | 5              | AURA_MAX_USD: 5, and no price of the model m is known (expected: AURA_MODEL_PRICE=
					AURA_MODEL_PRICE  | cheap          | AURA_MODEL_PRICE: cheap (expected: dollars for a million tokens
					AURA_APPROVE      | sometimes      | AURA_APPROVE: sometimes (expected: never, risky or always
					AURA_POLICY       | nowhere.json   | AURA_POLICY: nowhere.json (expected: a file with rules
					AURA_BUS_URL      | ftp://x        | AURA_BUS_URL: ftp://x (expected: an address
					AURA_BUS_PORT     | 70000          | AURA_BUS_PORT: 70000 (expected: a whole number from 1 to 65535
					AURA_MODEL_TIMEOUT_SECONDS | x     | AURA_MODEL_TIMEOUT_SECONDS: x (expected
					OPENAI_BASE_URL   | http://u:p@h/  | OPENAI_BASE_URL: http://***@h/ (expected: an address
					OPENAI_BASE_URL   | localhost:8080 | OPENAI_BASE_URL: localhost:8080 (expected: an address
					OPENAI_API_KEY    | a b            | OPENAI_API_KEY: *** (expected: printable
					""")
	void refusesAMalformedSettingByItsName(String variable, String value, String message) {
		Map<String, String> environment = new HashMap<>(Map.of("AURA_HOME", this.home.toString(), "OPENAI_API_KEY", "k",
				"AURA_BUS_TOKEN", "t", "AURA_MODEL", "m"));
		environment.put(variable, value);

		assertThatExceptionOfType(SettingException.class)
			.isThrownBy(() -> new OneShot(new Settings(environment), Asker.NOBODY))
			.withMessageStartingWith(message);
	}

	private AgentEvent resume(Map<String, String> more, Run run) {
		OneShot oneShot = oneShot(more);
		return carryOut(oneShot, oneShot.reopen(run.id()));
	}

	private AgentEvent carryOut(OneShot oneShot, Run run) {
		return oneShot.carryOut(run, List.of(), this.terminal, (event) -> {
		}).last();
	}

	private List<AgentEvent.Configured> configured(Run run) {
		return new RunStore(this.home).events(run.id(), 0)
			.stream()
			.map(RunEvent::event)
			.filter(AgentEvent.Configured.class::isInstance)
			.map(AgentEvent.Configured.class::cast)
			.toList();
	}

	private OneShot oneShot(Map<String, String> more) {
		return new OneShot(new Settings(environment(more)), Asker.NOBODY);
	}

	private Map<String, String> environment(Map<String, String> more) {
		Map<String, String> environment = new HashMap<>(AuraProcess.settings(this.model, this.bus));
		environment.put("AURA_HOME", this.home.toString());
		environment.putAll(more);
		return environment;
	}

}
