package dev.aura.kernel.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.aura.kernel.run.Retention;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Removes old runs and what nobody needs of the others. */
@Command(name = "prune", mixinStandardHelpOptions = true,
		description = "Removes runs that are answered and old, and files that no journal names. A run that is under way is left alone.",
		exitCodeListHeading = "%nExit status:%n", exitCodeList = { "0:done", "1:not done", "2:wrong usage" })
final class PruneCommand implements Callable<Integer> {

	private static final String DEFAULT_AGE = "30d";

	private static final Pattern AGE = Pattern.compile("([0-9]{1,5})([mhdw])");

	@Option(names = "--older-than", paramLabel = "AGE",
			description = "Runs that ended longer ago, such as 12h, 30d or 8w; 30d unless --keep is given.")
	private @Nullable String olderThan;

	@Option(names = "--keep", paramLabel = "N", description = "Of the runs that could be removed, keep the newest N.")
	private int keep;

	@Option(names = "--all", description = "Also runs that could still be resumed or wait for a decision.")
	private boolean all;

	@Option(names = "--compact", description = "Compress the journals of the answered runs that stay.")
	private boolean compact;

	@Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
	private boolean dry;

	@Option(names = "--json", description = "Print one object of JSON.")
	private boolean json;

	private final Map<String, String> environment;

	PruneCommand(Map<String, String> environment) {
		this.environment = environment;
	}

	@Override
	public Integer call() {
		if (this.keep < 0) {
			throw new SettingException("--keep", Integer.toString(this.keep), "a number from 0");
		}
		Settings settings = new Settings(this.environment);
		Terminal terminal = Terminal.open(this.environment);
		Instant before = Clock.systemUTC().instant().minus(age());
		List<Retention.Done> done = new Retention(settings.home(),
				new Retention.Rules(before, this.keep, this.all, this.compact, this.dry))
			.carryOut();
		if (this.json) {
			terminal.out().println(json(done));
		}
		else {
			done.forEach((run) -> terminal.out().println(line(run)));
			terminal.out().println(sum(done));
		}
		return ExitStatus.ANSWERED;
	}

	private Duration age() {
		String age = (this.olderThan != null) ? this.olderThan : (this.keep > 0) ? "0m" : DEFAULT_AGE;
		Matcher matcher = AGE.matcher(age);
		if (!matcher.matches()) {
			throw new SettingException("--older-than", Terminal.line(age, 80), "an age such as 12h, 30d or 8w");
		}
		long number = Long.parseLong(matcher.group(1));
		return switch (matcher.group(2)) {
			case "m" -> Duration.ofMinutes(number);
			case "h" -> Duration.ofHours(number);
			case "w" -> Duration.ofDays(7 * number);
			default -> Duration.ofDays(number);
		};
	}

	private String line(Retention.Done run) {
		return "%s  %-9s  %-14s  %s".formatted(run.run(), text(run.action()), run.status(), size(run.bytes()));
	}

	private String sum(List<Retention.Done> done) {
		if (done.isEmpty()) {
			return "nothing to prune";
		}
		long bytes = done.stream().mapToLong(Retention.Done::bytes).sum();
		return "%s%d removed, %d compacted, %d tidied, %s".formatted(this.dry ? "would be: " : "",
				count(done, Retention.Action.REMOVED), count(done, Retention.Action.COMPACTED),
				count(done, Retention.Action.TIDIED), this.dry ? size(bytes) + " of files" : size(bytes) + " freed");
	}

	private static long count(List<Retention.Done> done, Retention.Action action) {
		return done.stream().filter((run) -> run.action() == action).count();
	}

	private static String text(Retention.Action action) {
		return action.name().toLowerCase(Locale.ROOT);
	}

	private static String size(long bytes) {
		return (bytes < 1_000_000) ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
				: String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
	}

	private ObjectNode json(List<Retention.Done> done) {
		ObjectNode object = JsonMapper.builder().build().createObjectNode().put("dryRun", this.dry);
		ArrayNode runs = object.putArray("runs");
		done.forEach((run) -> runs.addObject()
			.put("run", run.run())
			.put("action", text(run.action()))
			.put("status", run.status())
			.put("ended", run.ended().toString())
			.put("bytes", run.bytes()));
		return object;
	}

}
