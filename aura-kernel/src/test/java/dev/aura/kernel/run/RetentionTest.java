package dev.aura.kernel.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Usage;
import dev.aura.kernel.replay.Replay;
import dev.aura.kernel.run.Retention.Action;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

class RetentionTest {

	private static final Instant FUTURE = Instant.now().plus(Duration.ofDays(1));

	private static final Instant PAST = Instant.now().minus(Duration.ofDays(1));

	@TempDir
	private Path home;

	private RunStore store;

	@BeforeEach
	void open() {
		this.store = new RunStore(this.home);
	}

	@Test
	void removesAnsweredRunsThatAreOld() {
		RunId old = RecordedRuns.record(this.home, 2);

		assertThat(prune(new Retention.Rules(PAST, 0, false, false, false))).isEmpty();
		List<Retention.Done> done = prune(new Retention.Rules(FUTURE, 0, false, false, false));

		assertThat(done).singleElement().satisfies((run) -> {
			assertThat(run.run()).isEqualTo(old.value());
			assertThat(run.action()).isEqualTo(Action.REMOVED);
			assertThat(run.status()).isEqualTo("answered");
			assertThat(run.bytes()).isPositive();
		});
		assertThat(this.home.resolve("runs")).isEmptyDirectory();
		assertThat(this.store.list()).isEmpty();
	}

	@Test
	void keepsTheNewest() {
		List<RunId> runs = Stream.generate(() -> RecordedRuns.record(this.home, 1)).limit(4).sorted().toList();

		List<Retention.Done> done = prune(new Retention.Rules(FUTURE, 3, false, false, false));

		assertThat(done).extracting(Retention.Done::run).containsExactly(runs.getFirst().value());
		assertThat(this.store.list()).hasSize(3);
	}

	@Test
	void keepsWhatCouldBeResumedUnlessToldOtherwise() {
		Run failed = started();
		failed.happened(new AgentEvent.Failed("no model", 0, Usage.NONE, 1));
		failed.close();
		Run cutOff = started();
		cutOff.close();
		Run waiting = started();
		waiting.happened(new AgentEvent.Waiting(1, List.of(), 1, Usage.NONE, 1));
		waiting.close();

		assertThat(prune(new Retention.Rules(FUTURE, 0, false, true, false))).isEmpty();
		assertThat(prune(new Retention.Rules(FUTURE, 0, true, true, false))).extracting(Retention.Done::status)
			.containsExactlyInAnyOrder("failed", "interrupted", "waiting");
		assertThat(this.store.list()).isEmpty();
	}

	@Test
	void keepsTheAnsweredPartsOfARunThatCanGoOn() {
		Run whole = started();
		Run part = started();
		Run partOfPart = started();
		for (Run[] run : new Run[][] { { part, whole }, { partOfPart, part } }) {
			run[0].happened(new AgentEvent.Configured(null, null, null, null, null, null, null, null, null,
					run[1].id().value(), null, null));
			run[0].happened(new AgentEvent.Answered("done", 1, Usage.NONE, 1));
			run[0].close();
		}
		whole.close();

		assertThat(prune(new Retention.Rules(FUTURE, 0, false, false, false))).isEmpty();
		assertThat(prune(new Retention.Rules(FUTURE, 0, true, false, false))).hasSize(3);
		assertThat(this.store.list()).isEmpty();
	}

	@Test
	void leavesDamagedRunsAloneAndGoesOnWithTheOthers() throws IOException {
		Run damaged = started();
		damaged.happened(new AgentEvent.Answered("y".repeat(Payloads.LONG), 1, Usage.NONE, 1));
		damaged.close();
		FileSystemUtils.deleteRecursively(journal(damaged.id()).resolveSibling("payloads"));
		RunId old = RecordedRuns.record(this.home, 1);

		assertThat(prune(new Retention.Rules(FUTURE, 0, false, true, false))).extracting(Retention.Done::run)
			.containsExactly(old.value());
		assertThat(prune(new Retention.Rules(FUTURE, 0, true, true, false))).extracting(Retention.Done::status)
			.containsExactly("damaged");
	}

	@Test
	void leavesRunsAloneThatSomebodyCarries() {
		Run run = started();

		assertThat(prune(new Retention.Rules(FUTURE, 0, true, true, false))).isEmpty();
		assertThat(this.store.list()).hasSize(1);
		run.close();
	}

	@Test
	void saysWhatItWouldDoAndDoesNothing() throws IOException {
		RunId id = RecordedRuns.record(this.home, 2);
		byte[] before = Files.readAllBytes(journal(id));

		assertThat(prune(new Retention.Rules(FUTURE, 0, false, false, true))).extracting(Retention.Done::action)
			.containsExactly(Action.REMOVED);
		assertThat(prune(new Retention.Rules(PAST, 0, false, true, true))).extracting(Retention.Done::action)
			.containsExactly(Action.COMPACTED);
		assertThat(journal(id)).hasBinaryContent(before);
	}

	@Test
	void compressesJournalsThatCanStillBeReadForkedAndReplayed() {
		RunId id = RecordedRuns.record(this.home, 20);
		List<RunEvent> events = this.store.events(id, 0);
		String hash = Replay.of(this.store.recording(id).orElseThrow()).recorded().hash();
		RunSummary summary = this.store.summary(id).orElseThrow();

		List<Retention.Done> done = prune(new Retention.Rules(PAST, 0, false, true, false));

		assertThat(done).singleElement().satisfies((run) -> {
			assertThat(run.action()).isEqualTo(Action.COMPACTED);
			assertThat(run.bytes()).isPositive();
		});
		assertThat(journal(id)).doesNotExist();
		assertThat(this.store.events(id, 0)).isEqualTo(events);
		assertThat(this.store.summary(id)).contains(summary);
		assertThat(this.store.conversation(id, 20)).isPresent();
		assertThat(Replay.of(this.store.recording(id).orElseThrow()).replayed().hash()).isEqualTo(hash);
		assertThat(prune(new Retention.Rules(PAST, 0, false, true, false))).isEmpty();
	}

	@Test
	void compressesLongTextsToo() throws IOException {
		String answer = "long ".repeat(Payloads.LONG);
		Run run = started();
		run.happened(new AgentEvent.Answered(answer, 1, Usage.NONE, 1));
		run.close();

		prune(new Retention.Rules(PAST, 0, false, true, false));

		try (Stream<Path> payloads = Files.list(folder(run.id()).resolve("payloads"))) {
			assertThat(payloads).singleElement().asString().endsWith(".gz");
		}
		assertThat(this.store.events(run.id(), 0).getLast().event()).isInstanceOfSatisfying(AgentEvent.Answered.class,
				(end) -> assertThat(end.answer()).isEqualTo(answer));
	}

	@Test
	void removesLongTextsThatNoLineNames() throws IOException {
		Run run = started();
		run.happened(new AgentEvent.Failed("x".repeat(Payloads.LONG), 0, Usage.NONE, 1));
		run.close();
		Path payloads = folder(run.id()).resolve("payloads");
		Path unfinished = Files.writeString(payloads.resolve("unfinished-1"), "half");
		Path unnamed = Files.writeString(payloads.resolve("0".repeat(64)), "nobody's");

		List<Retention.Done> done = prune(new Retention.Rules(PAST, 0, false, false, false));

		assertThat(done).extracting(Retention.Done::action, Retention.Done::bytes)
			.containsExactly(Tuple.tuple(Action.TIDIED, 12L));
		assertThat(unfinished).doesNotExist();
		assertThat(unnamed).doesNotExist();
		assertThat(payloads).isNotEmptyDirectory();
		this.store.reopen(run.id()).close();
	}

	@Test
	void leavesADamagedJournalAsItIs() throws IOException {
		RunId id = RecordedRuns.record(this.home, 3);
		List<String> lines = new ArrayList<>(Files.readAllLines(journal(id)));
		lines.set(4, lines.get(4).replace(":", ";"));
		Files.write(journal(id), lines);

		assertThat(prune(new Retention.Rules(PAST, 0, false, true, false))).isEmpty();
		assertThat(Files.readAllLines(journal(id))).isEqualTo(lines);
	}

	@Test
	void finishesWhatAPruningBeganThatWasKilled() throws IOException {
		RunId id = RecordedRuns.record(this.home, 1);
		Files.move(folder(id), this.home.resolve("runs").resolve("removed-" + id));

		prune(new Retention.Rules(PAST, 0, false, false, false));

		assertThat(this.home.resolve("runs")).isEmptyDirectory();
	}

	private List<Retention.Done> prune(Retention.Rules rules) {
		return new Retention(this.home, rules).carryOut();
	}

	private Run started() {
		Run run = this.store.create("Write");
		run.happened(new AgentEvent.RunStarted("Write", run.trace()));
		return run;
	}

	private Path folder(RunId id) {
		return this.home.resolve("runs").resolve(id.value());
	}

	private Path journal(RunId id) {
		return folder(id).resolve("journal.jsonl");
	}

}
