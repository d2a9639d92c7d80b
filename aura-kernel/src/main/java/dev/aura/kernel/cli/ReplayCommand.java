package dev.aura.kernel.cli;

import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.bus.BusSettings;
import dev.aura.kernel.replay.Difference;
import dev.aura.kernel.replay.Replay;
import dev.aura.kernel.replay.Replayed;
import dev.aura.kernel.replay.Trace;
import dev.aura.kernel.run.Recording;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs a run again from its journal and compares. */
@Command(name = "replay", mixinStandardHelpOptions = true,
		description = "Runs a run again from its journal, without a model and a bus, and compares what it does.",
		exitCodeListHeading = "%nExit status:%n",
		exitCodeList = { "0:the replay did the same", "1:it did not, or the journal is damaged", "2:no such run" })
final class ReplayCommand implements Callable<Integer> {

	private static final int LONGEST = 400;

	private static final int LEAD = 40;

	@Parameters(paramLabel = "RUN", description = "The run's id, as the runs command lists it, or its folder.")
	private String run = "";

	@Option(names = "--live-tools",
			description = "Call the tools again, which act once more, and show where their results differ.")
	private boolean live;

	@Option(names = "--json", description = "Print one object of JSON.")
	private boolean json;

	private final Map<String, String> environment;

	ReplayCommand(Map<String, String> environment) {
		this.environment = environment;
	}

	@Override
	public Integer call() {
		Settings settings = new Settings(this.environment);
		Terminal terminal = Terminal.open(this.environment);
		LogFile.install(settings.home());
		Recording recording = recording(new RunStore(settings.home()));
		Replayed replayed = this.live ? Replay.live(recording, new BusClient(BusSettings.from(settings)))
				: Replay.of(recording);
		if (this.json) {
			terminal.out().println(json(recording, replayed));
		}
		else {
			show(recording, replayed, terminal);
		}
		return replayed.same() ? ExitStatus.ANSWERED : ExitStatus.FAILED;
	}

	private Recording recording(RunStore store) {
		return RunId.of(this.run)
			.map(store::recording)
			.orElseGet(this::inFolder)
			.orElseThrow(() -> new SettingException("RUN", Terminal.line(this.run, 80),
					"the id of a run with a journal, or the folder of one"));
	}

	private Optional<Recording> inFolder() {
		try {
			return Recording.read(Path.of(this.run));
		}
		catch (InvalidPathException ex) {
			return Optional.empty();
		}
	}

	private void show(Recording recording, Replayed replayed, Terminal terminal) {
		if (recording.torn() > 0) {
			terminal.err().println("aura: " + torn(recording));
		}
		PrintStream out = terminal.out();
		replayed.differences().forEach((difference) -> show(difference, out));
		String hash = replayed.recorded().hash();
		out.println("%s: %s: recorded %s, replayed %s (%s)".formatted(recording.run(),
				replayed.same() ? "same" : "different", hash, replayed.replayed().hash(), size(replayed)));
		replayed.parting().ifPresent((parting) -> show(parting, out));
	}

	private static String torn(Recording recording) {
		return "the journal's line %d is not whole or not what was written; its %d bytes are left out, and resume cuts them off"
			.formatted(recording.lines() + 1, recording.torn());
	}

	private static String size(Replayed replayed) {
		return String.format(Locale.ROOT, "%d %s, %d ms", replayed.replayed().items().size(),
				(replayed.replayed().items().size() == 1) ? "event" : "events", replayed.time().toMillis());
	}

	private static void show(Difference difference, PrintStream out) {
		out.println("step %d, call %d: %s %s".formatted(difference.step(), difference.call(),
				Terminal.line(difference.tool(), LONGEST), Terminal.line(difference.arguments(), LONGEST)));
		out.println(Terminal.harmless(difference.diff()));
		out.println();
	}

	private static void show(Replayed.Parting parting, PrintStream out) {
		Trace.Item recorded = parting.recorded();
		String seq = (recorded == null || recorded.seq() == 0) ? "" : " (event " + recorded.seq() + ")";
		out.println("first difference: " + Terminal.line(parting.what(), LONGEST) + seq);
		int start = Math.max(0, parting.place() - LEAD);
		out.println("  recorded: " + excerpt(recorded, start));
		out.println("  replayed: " + excerpt(parting.replayed(), start));
	}

	private static String excerpt(Trace.@Nullable Item item, int start) {
		if (item == null) {
			return "nothing";
		}
		String text = item.content().toString();
		int from = Math.min(start, text.length());
		return ((from > 0) ? "…" : "") + Terminal.line(text.substring(from), LONGEST);
	}

	private static ObjectNode json(Replayed.Parting parting, JsonMapper mapper) {
		ObjectNode object = mapper.createObjectNode().put("what", parting.what());
		if (parting.recorded() != null) {
			object.put("seq", parting.recorded().seq()).set("recorded", parting.recorded().content());
		}
		if (parting.replayed() != null) {
			object.set("replayed", parting.replayed().content());
		}
		return object;
	}

	private ObjectNode json(Recording recording, Replayed replayed) {
		JsonMapper mapper = JsonMapper.builder().build();
		ObjectNode object = mapper.createObjectNode()
			.put("run", recording.run())
			.put("same", replayed.same())
			.put("recorded", replayed.recorded().hash())
			.put("replayed", replayed.replayed().hash())
			.put("events", replayed.replayed().items().size())
			.put("millis", replayed.time().toMillis());
		if (recording.torn() > 0) {
			object.putObject("torn").put("line", recording.lines() + 1).put("bytes", recording.torn());
		}
		replayed.parting().ifPresent((parting) -> object.set("firstDifference", json(parting, mapper)));
		if (this.live) {
			object.set("differences", mapper.valueToTree(replayed.differences()));
		}
		return object;
	}

}
