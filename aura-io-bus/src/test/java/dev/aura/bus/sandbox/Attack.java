package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One hostile program and what must become of it.
 *
 * @param expected by tier; under the empty name what holds for all others
 */
record Attack(String name, String language, Map<String, Expected> expected, String code) {

	/**
	 * What must become of it.
	 *
	 * @param timeoutSeconds within
	 * @param outcomes one of these
	 * @param says a regular expression that its output must match
	 */
	record Expected(double timeoutSeconds, List<String> outcomes, String says) {
	}

	/** Those of the table that this machine could run. */
	static List<Attack> all() throws IOException {
		try (InputStream table = Attack.class.getResourceAsStream("/sandbox/hostile-programs.txt")) {
			if (table == null) {
				throw new IllegalStateException("No table of hostile programs");
			}
			String text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
			return Arrays.stream(text.split("(?m)^=== "))
				.skip(1)
				.map(Attack::parse)
				.filter(Attack::meantForThisMachine)
				.toList();
		}
	}

	private static Attack parse(String text) {
		List<String> lines = new ArrayList<>(text.lines().toList());
		String[] head = lines.removeFirst().split(" \\| ", 5);
		Map<String, Expected> expected = new HashMap<>();
		expected.put("", expected(head[2], head[3], head[4]));
		while (!lines.isEmpty() && lines.getFirst().startsWith("@")) {
			String[] other = lines.removeFirst().substring(1).split(" \\| ", 4);
			expected.put(other[0], expected(other[1], other[2], other[3]));
		}
		return new Attack(head[0], head[1], expected, String.join("\n", lines) + "\n");
	}

	private static Expected expected(String seconds, String outcomes, String says) {
		return new Expected(Double.parseDouble(seconds), List.of(outcomes.split("/")), says);
	}

	private boolean meantForThisMachine() {
		return !this.name.startsWith("x86") || System.getProperty("os.arch").equals("amd64");
	}

	Expected on(String tier) {
		return Objects.requireNonNull(this.expected.getOrDefault(tier, this.expected.get("")));
	}

	@Override
	public String toString() {
		return this.name;
	}

}
