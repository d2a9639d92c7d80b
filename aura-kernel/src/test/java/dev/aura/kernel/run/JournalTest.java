package dev.aura.kernel.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.Usage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

class JournalTest {

	@TempDir
	private Path home;

	private RunStore store;

	@BeforeEach
	void open() {
		this.store = new RunStore(this.home);
	}

	@Test
	void readsBackWhatWasNoted() {
		Run run = started("Write");
		run.happened(new AgentEvent.StepStarted(1));
		run.close();

		assertThat(this.store.events(run.id(), 0)).extracting(RunEvent::event)
			.containsExactly(new AgentEvent.RunStarted("Write", run.trace()), new AgentEvent.StepStarted(1));
		assertThat(this.store.events(run.id(), 1)).extracting(RunEvent::seq).containsExactly(2L);
	}

	@Test
	void cutsOffWhatADyingProcessLeftUnfinished() throws IOException {
		Run run = started("Write");
		run.close();
		long whole = Files.size(file(run));
		append(run, "{\"seq\":2,\"time\":\"2026-11-24T20:00:00Z\",\"type\":\"step_sta");

		assertThat(this.store.events(run.id(), 0)).hasSize(1);
		Run again = this.store.reopen(run.id());

		assertThat(Files.size(file(run))).isEqualTo(whole);
		again.happened(new AgentEvent.StepStarted(1));
		again.close();
		assertThat(this.store.events(run.id(), 0)).extracting(RunEvent::seq).containsExactly(1L, 2L);
	}

	@Test
	void cutsOffALastLineThatIsNotWhatWasWritten() throws IOException {
		Run run = started("Write");
		run.happened(new AgentEvent.StepStarted(1));
		run.close();
		List<String> lines = lines(run);
		write(run, Stream.of(lines.get(0), lines.get(1), lines.get(2).replace("\"step\":1", "\"step\":7")).toList());

		assertThat(this.store.events(run.id(), 0)).hasSize(1);
		this.store.reopen(run.id()).close();
		assertThat(lines(run)).hasSize(2);
	}

	@Test
	void refusesDamageInTheMiddleByName() throws IOException {
		Run run = started("Write");
		for (int step = 1; step <= 5; step++) {
			run.happened(new AgentEvent.StepStarted(step));
		}
		run.close();
		List<String> lines = lines(run);
		List<List<String>> damaged = new ArrayList<>();
		damaged.add(replaced(lines, 3, lines.get(3).replace("\"step\":2", "\"step\":3")));
		damaged.add(replaced(lines, 3, lines.get(3).substring(0, 20)));
		damaged.add(replaced(lines, 3, lines.get(4)));
		damaged.add(Stream.concat(lines.subList(0, 3).stream(), lines.subList(4, lines.size()).stream()).toList());

		for (List<String> content : damaged) {
			write(run, content);
			assertThatExceptionOfType(CorruptJournalException.class).isThrownBy(() -> this.store.events(run.id(), 0))
				.withMessageContaining("journal.jsonl: line 4 ");
			assertThatExceptionOfType(CorruptJournalException.class).isThrownBy(() -> this.store.reopen(run.id()));
		}
		// A refusal holds no lease.
		write(run, lines);
		this.store.reopen(run.id()).close();
	}

	@Test
	void takesBlocksThatNeverReachedTheDiskForTheEnd() throws IOException {
		Run run = started("Write");
		for (int step = 1; step <= 3; step++) {
			run.happened(new AgentEvent.StepStarted(step));
		}
		run.close();
		List<String> lines = lines(run);
		write(run, replaced(lines, 3, "\0".repeat(lines.get(3).length())));

		assertThat(this.store.events(run.id(), 0)).hasSize(2);
	}

	@Test
	void refusesAJournalOfALaterVersion() throws IOException {
		Run run = started("Write");
		run.close();
		String header = Seal.close("{\"type\":\"journal\",\"version\":99,\"run\":\"" + run.id() + "\"}", Seal.FIRST);
		write(run, List.of(header, Seal.close("{\"seq\":1}", Seal.of(header))));

		assertThatExceptionOfType(CorruptJournalException.class)
			.isThrownBy(() -> JournalLines.read(file(run).resolveSibling("")))
			.withMessageContaining("version 99");
	}

	@Test
	void keepsLongTextsBesideTheJournal() throws IOException {
		String task = "x".repeat(Payloads.LONG) + "é";
		Run run = started(task);
		run.close();

		assertThat(Files.size(file(run))).isLessThan(2000);
		assertThat(this.store.events(run.id(), 0)).first()
			.satisfies((event) -> assertThat(event.event()).isEqualTo(new AgentEvent.RunStarted(task, run.trace())));
		assertThat(this.store.summary(run.id()).orElseThrow().task()).isEqualTo(task);
	}

	@Test
	void letsOneProcessCarryARun() {
		Run run = started("Write");

		assertThatExceptionOfType(RunInUseException.class).isThrownBy(() -> this.store.reopen(run.id()))
			.withMessageContaining("this process");
		// Looking at it gives nothing away.
		assertThat(this.store.list()).singleElement().extracting(RunSummary::status).isEqualTo(RunStatus.QUEUED);
		assertThatExceptionOfType(RunInUseException.class).isThrownBy(() -> this.store.reopen(run.id()));
		run.close();
		this.store.reopen(run.id()).close();
	}

	@Test
	void tellsWhoFollowsARunOfAllItsLives() {
		List<RunEvent> heard = new ArrayList<>();
		Consumer<RunEvent> follower = heard::add;
		Run run = this.store.create("Write");
		Run other = started("Another");
		this.store.follow(run.id(), follower);
		run.happened(new AgentEvent.RunStarted("Write", run.trace()));
		run.close();
		other.close();

		this.store.note(run.id(), List.of(new AgentEvent.Resumed(0), new AgentEvent.StepStarted(1)));
		this.store.unfollow(run.id(), follower);
		this.store.note(run.id(), List.of(new AgentEvent.Resumed(0)));

		assertThat(heard).isEqualTo(this.store.events(run.id(), 0).subList(0, 3));
	}

	@Test
	void leavesARunWhereItIsWhenAPartOfItIsStarted() {
		Run run = started("Whole");
		assertThat(run.happenedAside(new AgentEvent.SubRunStarted("part"))).isTrue();
		assertThat(this.store.summary(run.id())).map(RunSummary::status).contains(RunStatus.QUEUED);
		run.happened(new AgentEvent.Waiting(1, List.of(), 1, Usage.NONE, 1));
		assertThat(run.happenedAside(new AgentEvent.SubRunStarted("another"))).isTrue();
		assertThat(this.store.summary(run.id())).map(RunSummary::status).contains(RunStatus.WAITING);
		run.close();
	}

	@Test
	void knowsTheRunsThatWereCutOff() {
		Run cutOff = started("Cut off");
		Run answered = started("Answered");
		answered.happened(new AgentEvent.Answered("Here.", 1, Usage.NONE, 1));
		Run paused = started("Paused");
		paused.happened(new AgentEvent.Waiting(1, List.of(), 1, Usage.NONE, 1));
		Run active = started("Active");
		Stream.of(cutOff, answered, paused).forEach(Run::close);

		assertThat(this.store.cutOff()).containsExactly(cutOff.id());
		assertThat(this.store.summary(paused.id()).orElseThrow().status()).isEqualTo(RunStatus.WAITING);
		assertThatExceptionOfType(NotResumableException.class).isThrownBy(() -> this.store.reopen(answered.id()))
			.withMessageContaining("is answered");
		active.close();
	}

	@Test
	void listsDamagedRunsAsSuchAmongTheOthers() throws IOException {
		Run lost = started("x".repeat(Payloads.LONG));
		Run lostEnd = started("Answer at length");
		lostEnd.happened(new AgentEvent.Answered("y".repeat(Payloads.LONG), 1, Usage.NONE, 1));
		Run headless = started("Write");
		headless.happened(new AgentEvent.StepStarted(1));
		Run sound = started("Sound");
		Stream.of(lost, lostEnd, headless, sound).forEach(Run::close);
		FileSystemUtils.deleteRecursively(file(lost).resolveSibling("payloads"));
		FileSystemUtils.deleteRecursively(file(lostEnd).resolveSibling("payloads"));
		write(headless, Stream.of(lines(headless).getFirst(), lines(headless).getLast()).toList());

		assertThat(this.store.list()).extracting(RunSummary::id, RunSummary::status, RunSummary::task)
			.containsExactlyInAnyOrder(tuple(lost.id().value(), RunStatus.DAMAGED, ""),
					tuple(lostEnd.id().value(), RunStatus.DAMAGED, "Answer at length"),
					tuple(headless.id().value(), RunStatus.DAMAGED, ""),
					tuple(sound.id().value(), RunStatus.INTERRUPTED, "Sound"));
		assertThat(this.store.list()).extracting(RunSummary::started)
			.allSatisfy((time) -> assertThat(time).isBetween(Instant.now().minusSeconds(60), Instant.now()));
		assertThat(this.store.cutOff()).containsExactly(sound.id());
		assertThatExceptionOfType(CorruptJournalException.class).isThrownBy(() -> this.store.reopen(lost.id()))
			.withMessageContaining("is missing");
	}

	@Test
	void readsRunsOfEarlierVersionsAndDoesNotResumeThem() throws IOException {
		RunId id = new RunId("r-20261122-193000-ab12");
		Path folder = Files.createDirectories(this.home.resolve("runs").resolve(id.value()));
		Files.writeString(folder.resolve("events.jsonl"), "{\"seq\":1,\"time\":\"2026-11-22T19:30:00Z\",\"run\":\"" + id
				+ "\",\"type\":\"run_started\",\"task\":\"Old\",\"trace\":\"t\"}\n{\"seq\":2,\"time\":\"2026-11-22T19:30:01Z\",\"run\":\""
				+ id + "\",\"type\":\"step_started\",\"step\":1}\n{\"seq\":3,\"ti");

		assertThat(this.store.events(id, 0)).hasSize(2);
		assertThat(this.store.list()).singleElement().extracting(RunSummary::status).isEqualTo(RunStatus.INTERRUPTED);
		assertThat(this.store.cutOff()).isEmpty();
		assertThatExceptionOfType(NotResumableException.class).isThrownBy(() -> this.store.reopen(id))
			.withMessageContaining("earlier version");
	}

	@Test
	void numbersWithoutGapsWhenManyThreadsNoteAndForce() throws Exception {
		Run run = started("Write");
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 1; i <= 200; i++) {
				int step = i;
				threads.execute(() -> {
					run.happened(new AgentEvent.StepStarted(step));
					run.journal().force();
				});
			}
		}
		run.close();

		List<RunEvent> events = this.store.events(run.id(), 0);
		assertThat(events).hasSize(201);
		assertThat(events.getLast().seq()).isEqualTo(201);
	}

	private Run started(String task) {
		Run run = this.store.create(task);
		run.happened(new AgentEvent.RunStarted(task, run.trace()));
		return run;
	}

	private Path file(Run run) {
		return this.home.resolve("runs").resolve(run.id().value()).resolve("journal.jsonl");
	}

	private List<String> lines(Run run) throws IOException {
		return Files.readAllLines(file(run));
	}

	private void write(Run run, List<String> lines) throws IOException {
		Files.write(file(run), lines);
	}

	private void append(Run run, String text) throws IOException {
		Files.write(file(run), text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
	}

	private static List<String> replaced(List<String> lines, int index, String line) {
		List<String> changed = new ArrayList<>(lines);
		changed.set(index, line);
		return changed;
	}

}
