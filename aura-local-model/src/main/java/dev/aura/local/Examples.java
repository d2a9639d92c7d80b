package dev.aura.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.aura.local.LocalEngine.Said;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tasks that were done, which show a small model what its turns look like. It is shown
 * the few that are most like its own task, the most like it last, since it goes by what
 * it read last.
 */
final class Examples {

	private static final JsonMapper json = JsonMapper.builder().build();

	private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+(?:[./][\\p{L}\\p{N}_]+)*");

	private final List<Example> all;

	private final Map<String, Double> weights = new HashMap<>();

	private Examples(List<Example> all) {
		this.all = all;
		for (Example example : all) {
			words(example.task()).forEach((word) -> this.weights.merge(word, 1.0, Double::sum));
		}
		this.weights.replaceAll((word, count) -> Math.log(1 + all.size() / count));
	}

	/** What comes with Aura. */
	static Examples builtIn() {
		try (InputStream file = Examples.class.getResourceAsStream("examples.json")) {
			if (file == null) {
				throw new IllegalStateException("examples.json is missing from the jar");
			}
			return new Examples(List.of(json.readValue(file, Example[].class)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Those that are most like a task, as a conversation.
	 * @param offered tells by its name whether a tool may be shown
	 */
	List<Said> like(String task, int most, Predicate<String> offered) {
		Set<String> wanted = words(task);
		List<Example> nearest = this.all.stream()
			.filter((example) -> example.turns().stream().allMatch((turn) -> offered.test(turn.getFirst())))
			.sorted(Comparator.comparingDouble((Example example) -> -likeness(wanted, words(example.task()))))
			.limit(most)
			.toList();
		List<Said> said = new ArrayList<>();
		nearest.reversed().forEach((example) -> said.addAll(example.said()));
		return said;
	}

	private double likeness(Set<String> one, Set<String> other) {
		Set<String> both = new HashSet<>(one);
		both.retainAll(other);
		return weight(both) / Math.sqrt(weight(one) * weight(other) + 1e-9);
	}

	private double weight(Set<String> words) {
		return words.stream().mapToDouble((word) -> this.weights.getOrDefault(word, 1.0)).sum();
	}

	/** The words of a task; what differs from task to task counts by its kind. */
	private static Set<String> words(String task) {
		Set<String> words = new HashSet<>();
		Matcher matcher = WORD.matcher(task.toLowerCase());
		while (matcher.find()) {
			String word = matcher.group();
			boolean file = word.contains(".") || word.contains("/");
			words.add(file ? "<file>" : word.matches("[0-9]+") ? "<number>" : word.replaceFirst("s$", ""));
		}
		if (task.strip().endsWith("?")) {
			words.add("<question>");
		}
		return words;
	}

	/**
	 * A task that was done.
	 *
	 * @param turns each a tool, its arguments and its result
	 */
	private record Example(String task, List<List<String>> turns, String answer) {

		List<Said> said() {
			List<Said> said = new ArrayList<>();
			said.add(new Said("user", Conversation.TASK + this.task));
			for (List<String> turn : this.turns) {
				said.add(new Said("assistant", turn.get(0) + " " + turn.get(1)));
				said.add(new Said("user", Conversation.RESULT + turn.get(2)));
			}
			said.add(new Said("assistant", Turn.ANSWER + " " + this.answer));
			return said;
		}

	}

}
