package dev.aura.kernel.approve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The person's rules about tool calls, {@code AURA_HOME/policy.json} or the file that
 * {@code AURA_POLICY} names. The first that is about a call decides; where none is,
 * {@link ApproveMode} does.
 */
public final class Rules {

	private static final JsonMapper json = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private static final String SHAPE = "{\"rules\": [{\"tool\": NAME, \"path\": GLOB or \"host\": HOST, "
			+ "\"decision\": \"allow\", \"ask\" or \"deny\", \"reason\": TEXT}]}";

	private final List<Rule> rules;

	Rules(List<Rule> rules) {
		this.rules = List.copyOf(rules);
	}

	/**
	 * The rules of a home; none when there is no file.
	 * @throws SettingException naming the file and the mistake
	 */
	public static Rules from(Settings settings) {
		Optional<String> named = settings.text("AURA_POLICY");
		try {
			Path file = named.map(Path::of).orElseGet(() -> settings.home().resolve("policy.json"));
			return read(file);
		}
		catch (NoSuchFileException | InvalidPathException ex) {
			if (named.isPresent()) {
				throw new SettingException("AURA_POLICY", named.get(), "a file with rules");
			}
			return new Rules(List.of());
		}
		catch (IOException ex) {
			throw new SettingException(named.orElse("policy.json"), "not readable", "a text file with rules");
		}
	}

	/** The rule that decides on a call. */
	Optional<Rule> about(Target target) {
		return this.rules.stream().filter((rule) -> rule.isAbout(target)).findFirst();
	}

	private static Rules read(Path file) throws IOException {
		try {
			return new Rules(json.readValue(Files.readString(file, StandardCharsets.UTF_8), PolicyFile.class).rules());
		}
		catch (JacksonException ex) {
			throw new SettingException("%s: %s (expected: %s)".formatted(file, mistake(ex), SHAPE));
		}
	}

	private static String mistake(JacksonException failure) {
		String place = failure.getPath()
			.stream()
			.map((step) -> (step.getPropertyName() != null) ? step.getPropertyName() : "[" + step.getIndex() + "]")
			.collect(Collectors.joining("."))
			.replace(".[", "[");
		String what = switch (failure) {
			case UnrecognizedPropertyException unknown -> "is not known";
			case InvalidFormatException wrong -> wrong.getValue() + " is none of its values";
			default -> (failure.getCause() instanceof IllegalArgumentException cause)
					? String.valueOf(cause.getMessage()) : "a mistake in line " + failure.getLocation().getLineNr();
		};
		return place.isEmpty() ? what : place + ": " + what;
	}

	/**
	 * The file.
	 *
	 * @param rules in the order in which they are tried
	 */
	private record PolicyFile(List<Rule> rules) {

		@SuppressWarnings("NullAway") // Absent in the file.
		PolicyFile {
			if (rules == null) {
				throw new IllegalArgumentException("rules: absent (expected: a list)");
			}
		}

	}

}
