package dev.aura.kernel.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import dev.aura.kernel.approve.Asker;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OneShotTest {

	@TempDir
	private Path home;

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

}
