package dev.aura.kernel.budget;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import dev.aura.local.LocalChatModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prices and sizes of models: the table that comes with Aura, over it
 * {@code AURA_HOME/prices.json}, over that {@code AURA_MODEL_PRICE} and
 * {@code AURA_MODEL_CONTEXT}, which are for whatever model answers.
 */
public final class ModelTable {

	private static final JsonMapper json = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	/** As providers name a dated version of a model. */
	private static final Pattern DATED = Pattern.compile("(.+?)-(\\d{4}-\\d{2}-\\d{2}|\\d{8})");

	private static final Pattern PRICE = Pattern
		.compile("([0-9]{1,6}(?:\\.[0-9]{1,9})?)/([0-9]{1,6}(?:\\.[0-9]{1,9})?)");

	private final Map<String, ModelFacts> models;

	private final ModelFacts named;

	private ModelTable(Map<String, ModelFacts> models, ModelFacts named) {
		this.models = models;
		this.named = named;
	}

	/**
	 * The table of a home.
	 * @throws SettingException when the person's file or a setting is malformed
	 */
	public static ModelTable from(Settings settings) {
		Map<String, ModelFacts> models = new LinkedHashMap<>(builtIn());
		Path file = settings.home().resolve("prices.json");
		read(file).models().forEach((name, facts) -> models.merge(name, facts, (old, mine) -> mine.or(old)));
		return new ModelTable(models, named(settings));
	}

	/**
	 * What is known of a model; also of a dated version when only the model is listed.
	 */
	public ModelFacts facts(String model) {
		return this.named.or(Optional.ofNullable(this.models.get(model)).orElseGet(() -> undated(model)));
	}

	/**
	 * What is known of a model.
	 * @param local the model itself when it runs in this process, where it costs nothing
	 */
	public ModelFacts facts(String model, @Nullable LocalChatModel local) {
		return (local == null) ? facts(model) : this.named.or(new ModelFacts(BigDecimal.ZERO, BigDecimal.ZERO,
				local.weights().contextTokens(), local.weights().abilities().answerTokens(), null));
	}

	private ModelFacts undated(String model) {
		Matcher dated = DATED.matcher(model);
		return dated.matches() ? this.models.getOrDefault(dated.group(1), ModelFacts.UNKNOWN) : ModelFacts.UNKNOWN;
	}

	private static ModelFacts named(Settings settings) {
		BigDecimal input = null;
		BigDecimal output = null;
		Optional<String> price = settings.text("AURA_MODEL_PRICE");
		if (price.isPresent()) {
			Matcher parts = PRICE.matcher(price.get());
			if (!parts.matches()) {
				throw new SettingException("AURA_MODEL_PRICE", price.get(),
						"dollars for a million tokens, input/output, such as 0.40/1.60");
			}
			input = new BigDecimal(parts.group(1));
			output = new BigDecimal(parts.group(2));
		}
		Integer context = settings.number("AURA_MODEL_CONTEXT", 1_000, 100_000_000)
			.stream()
			.mapToObj((tokens) -> (int) tokens)
			.findFirst()
			.orElse(null);
		return new ModelFacts(input, output, context, null, null);
	}

	private static Map<String, ModelFacts> builtIn() {
		try (InputStream table = ModelTable.class.getResourceAsStream("prices.json")) {
			if (table == null) {
				throw new IllegalStateException("prices.json is missing from the jar");
			}
			return json.readValue(table, Table.class).models();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Table read(Path file) {
		try {
			return json.readValue(Files.readString(file, StandardCharsets.UTF_8), Table.class);
		}
		catch (NoSuchFileException ex) {
			return new Table(null, Map.of());
		}
		catch (IOException ex) {
			throw new SettingException(file.toString(), "not readable", "a text file");
		}
		catch (JacksonException ex) {
			throw new SettingException("%s: %s (expected: %s)".formatted(file, mistake(ex),
					"{\"models\": {\"NAME\": {\"input\": 0.40, \"output\": 1.60}}}, dollars for a million tokens"));
		}
	}

	private static String mistake(JacksonException failure) {
		if (failure.getCause() instanceof IllegalArgumentException cause) {
			return String.valueOf(cause.getMessage());
		}
		return (failure.getLocation() == null) ? "not understood"
				: "a mistake in line " + failure.getLocation().getLineNr();
	}

	/**
	 * A file of this kind.
	 *
	 * @param comment for readers
	 */
	private record Table(@Nullable String comment, Map<String, ModelFacts> models) {

		@SuppressWarnings("NullAway") // Absent in the file.
		Table {
			models = (models == null) ? Map.of() : models;
		}

	}

}
