package dev.aura.kernel.budget;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ModelTableTest {

	@TempDir
	private Path home;

	@Test
	void knowsTheDefaultModelAndItsDatedVersions() {
		ModelTable table = table(Map.of());

		assertThat(table.facts("gpt-4.1-mini").nanoUsd(1_000_000, 1_000_000)).contains(2_000_000_000L);
		assertThat(table.facts("gpt-4.1-mini-2025-04-14")).isEqualTo(table.facts("gpt-4.1-mini"));
		assertThat(table.facts("claude-sonnet-4-20250514").input()).isEqualByComparingTo("3");
		assertThat(table.facts("gpt-4.1-mini").asOf()).isEqualTo("2025-04-14");
	}

	@Test
	void knowsNothingOfAStrangerAndSaysSo() {
		assertThat(table(Map.of()).facts("stranger")).isEqualTo(ModelFacts.UNKNOWN);
		assertThat(ModelFacts.UNKNOWN.nanoUsd(1, 1)).isEmpty();
	}

	@Test
	void prefersThePersonsFileAndKeepsWhatItDoesNotName() throws Exception {
		Files.writeString(this.home.resolve("prices.json"),
				"{\"models\":{\"gpt-4.1-mini\":{\"input\":9,\"output\":10},\"mine\":{\"input\":0,\"output\":0,\"contextTokens\":8192}}}");
		ModelTable table = table(Map.of());

		assertThat(table.facts("gpt-4.1-mini").nanoUsd(1_000_000, 0)).contains(9_000_000_000L);
		assertThat(table.facts("gpt-4.1-mini").contextTokens()).isEqualTo(1_047_576);
		assertThat(table.facts("mine").nanoUsd(5, 5)).contains(0L);
		assertThat(table.facts("mine").contextTokens()).isEqualTo(8192);
	}

	@Test
	void prefersTheSettingsForWhateverModelAnswers() {
		ModelTable table = table(Map.of("AURA_MODEL_PRICE", "0.5/1", "AURA_MODEL_CONTEXT", "9000"));

		assertThat(table.facts("stranger").nanoUsd(2, 1)).contains(2000L);
		assertThat(table.facts("gpt-5").output()).isEqualByComparingTo(BigDecimal.ONE);
		assertThat(table.facts("gpt-5").contextTokens()).isEqualTo(9000);
	}

	@Test
	void roundsUpSoThatNothingIsFree() {
		ModelFacts facts = new ModelFacts(new BigDecimal("0.0001"), BigDecimal.ZERO, null, null, null);

		assertThat(facts.nanoUsd(1, 0)).contains(1L);
		assertThat(facts.nanoUsd(0, 0)).contains(0L);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{                                             | a mistake in line 1
			{"models":{"m":{"input":1}}}                  | output: absent (expected: input and output
			{"models":{"m":{"input":-1,"output":1}}}      | input: -1 (expected: dollars for a million tokens
			{"models":{"m":{"price":1}}}                  | a mistake in line 1
			{"models":{"m":{"contextTokens":0}}}          | contextTokens: 0 (expected
			""")
	void namesAMistakeInThePersonsFile(String file, String message) throws Exception {
		Files.writeString(this.home.resolve("prices.json"), file);

		assertThatExceptionOfType(SettingException.class).isThrownBy(() -> table(Map.of()))
			.withMessageContaining("prices.json: ")
			.withMessageContaining(message);
	}

	@ParameterizedTest
	@CsvSource({ "1", "1/x", "-1/2", "1/2/3" })
	void namesAMalformedPrice(String price) {
		assertThatExceptionOfType(SettingException.class).isThrownBy(() -> table(Map.of("AURA_MODEL_PRICE", price)))
			.withMessageStartingWith("AURA_MODEL_PRICE: " + price + " (expected: dollars");
	}

	private ModelTable table(Map<String, String> more) {
		Map<String, String> settings = new HashMap<>(more);
		settings.put("AURA_HOME", this.home.toString());
		return ModelTable.from(new Settings(settings));
	}

}
