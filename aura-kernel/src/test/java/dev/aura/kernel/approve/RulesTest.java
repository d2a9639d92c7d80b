package dev.aura.kernel.approve;

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

class RulesTest {

	@TempDir
	private Path home;

	@Test
	void areNoneWithoutAFile() {
		assertThat(rules(Map.of()).about(Target.of("write_file", "{\"path\":\"a\"}"))).isEmpty();
	}

	@Test
	void decideByTheFirstThatIsAboutTheCall() throws Exception {
		write("""
				{"rules": [
				  {"tool": "write_file", "path": "docs/**", "decision": "allow"},
				  {"tool": "write_file", "decision": "ask"},
				  {"tool": "fetch_page", "host": "*.example.org", "decision": "deny", "reason": "not there"},
				  {"tool": "*", "path": "secret/**", "decision": "deny"}
				]}""");
		Rules rules = rules(Map.of());

		assertThat(decision(rules, "write_file", "{\"path\":\"docs/a/b.md\"}")).isEqualTo(Rule.Decision.ALLOW);
		assertThat(decision(rules, "write_file", "{\"path\":\"src/a\"}")).isEqualTo(Rule.Decision.ASK);
		assertThat(decision(rules, "fetch_page", "{\"url\":\"https://WWW.example.org./x\"}"))
			.isEqualTo(Rule.Decision.DENY);
		assertThat(rules.about(Target.of("fetch_page", "{\"url\":\"https://example.org/x\"}"))).isEmpty();
		assertThat(decision(rules, "read_file", "{\"path\":\"secret/key\"}")).isEqualTo(Rule.Decision.DENY);
		assertThat(rules.about(Target.of("read_file", "{\"path\":\"public/key\"}"))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "./secret/key", "secret//key", "/secret/key", "secret/./key", "secret/a/b" })
	void seeThroughOtherSpellingsOfAPath(String path) {
		Rule rule = new Rule("read_file", "secret/**", null, Rule.Decision.DENY, null);

		assertThat(rule.isAbout(Target.of("read_file", "{\"path\":\"" + path + "\"}"))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "'',true", "secret,true", "secret/deep,true", "public,false", "sec,false" })
	void forbidLookingThroughAFolderThatHoldsWhatIsForbidden(String folder, boolean about) {
		Rule rule = new Rule("*", "secret/**", null, Rule.Decision.DENY, null);

		assertThat(rule.isAbout(Target.of("search_files", "{\"query\":\"x\",\"path\":\"" + folder + "\"}")))
			.isEqualTo(about);
	}

	@Test
	void restrictWhatCannotBeToldAndNeverAllowIt() {
		Target broken = Target.of("write_file", "{\"path\":\"docs/a\",\"path\":\"secret/b\"}");

		assertThat(new Rule("*", "secret/**", null, Rule.Decision.DENY, null).isAbout(broken)).isTrue();
		assertThat(new Rule("*", "docs/**", null, Rule.Decision.ALLOW, null).isAbout(broken)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{                                                         | a mistake in line 1
			{}                                                        | rules: absent (expected: a list)
			{"rules":[{"decision":"allow"}]}                          | tool: absent (expected: the name of a tool
			{"rules":[{"tool":"Write File","decision":"allow"}]}      | tool: Write File (expected
			{"rules":[{"tool":"x"}]}                                  | decision: absent (expected: allow, ask or deny)
			{"rules":[{"tool":"x","decision":"maybe"}]}               | rules[0].decision: maybe is none of its values
			{"rules":[{"tool":"x","decision":"ask","hosts":"h"}]}     | rules[0].hosts: is not known
			{"rules":[{"tool":"x","decision":"ask","path":"[a"}]}     | path: [a (expected: a glob
			{"rules":[{"tool":"x","decision":"ask","host":"a b"}]}    | host: a b (expected: a host
			{"rules":[{"tool":"x","decision":"ask","host":"h","path":"p"}]} | no tool has both
			""")
	void nameTheMistakeInTheFile(String file, String message) throws Exception {
		write(file);

		assertThatExceptionOfType(SettingException.class).isThrownBy(() -> rules(Map.of()))
			.withMessageContaining("policy.json: ")
			.withMessageContaining(message)
			.withMessageContaining("expected");
	}

	@Test
	void nameAFileThatIsNotThere() {
		assertThatExceptionOfType(SettingException.class)
			.isThrownBy(() -> rules(Map.of("AURA_POLICY", "/nowhere/policy.json")))
			.withMessage("AURA_POLICY: /nowhere/policy.json (expected: a file with rules)");
	}

	private static Rule.Decision decision(Rules rules, String tool, String arguments) {
		return rules.about(Target.of(tool, arguments)).orElseThrow().decision();
	}

	private void write(String text) throws Exception {
		Files.writeString(this.home.resolve("policy.json"), text);
	}

	private Rules rules(Map<String, String> more) {
		Map<String, String> settings = new HashMap<>(more);
		settings.put("AURA_HOME", this.home.toString());
		return Rules.from(new Settings(settings));
	}

}
