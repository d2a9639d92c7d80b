package dev.aura.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.aura.e2e.KillTally.Verdict;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills kernel, bus or both with SIGKILL at every place of the protocol of effects and at
 * any time, while {@link TwelveSteps} are done, lets {@code run.sh serve} start them
 * again, and counts from outside what was done. A few runs share a server: the kill comes
 * at its place in one of them and catches the others wherever they are.
 * {@code bench/kill-matrix.sh --runs 1000} makes many and prints the matrix.
 */
class KillMatrixIT {

	private static final int RUNS = Integer.getInteger("aura.kills", 12);

	private static final int LANES = Integer.getInteger("aura.kills.lanes", 1);

	private static final int TOGETHER = Integer.getInteger("aura.kills.together", 4);

	/** The longest that the runs of one server take, about. */
	private static final int MOST_MILLIS = 4_000;

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final Set<String> ENDS = Set.of("answered", "failed", "waiting", "budget_ran_out");

	private static final Path FOLDER = Path.of("target", "kill-matrix").toAbsolutePath();

	private final Random random = new Random(Long.getLong("aura.kills.seed", System.nanoTime()));

	private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

	private final AtomicInteger tasks = new AtomicInteger();

	private final KillTally tally = new KillTally();

	private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

	/** What an earlier build left to be looked at. */
	@BeforeAll
	static void cleanUp() throws IOException {
		try (Stream<Path> earlier = Files.walk(Files.createDirectories(FOLDER))) {
			earlier.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
		}
	}

	@BeforeAll
	static void build(@TempDir Path folder) throws Exception {
		try (RunScript script = RunScript.start(folder, Map.of(), "setup")) {
			assertThat(script.await()).as(script.stderr()).isZero();
		}
	}

	@Test
	void endsEveryRunRightWithEveryEffectMadeOnce() throws Exception {
		Queue<Killed> plan = plan();
		Path folder = Files.createTempDirectory(Files.createDirectories(FOLDER), "lanes-");
		try (TaskModel model = new TaskModel(this::isAnswered);
				ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> ends = new ArrayList<>();
			for (int lane = 0; lane < LANES; lane++) {
				ends.add(threads.submit(() -> work(folder, model, plan)));
			}
			for (Future<?> end : ends) {
				end.get();
			}
			System.out.printf("%d requests to the model for %d tasks of %d steps%n", model.requests(), this.tasks.get(),
					TwelveSteps.STEPS);
		}
		finally {
			System.out.printf("kill matrix: %d runs, %d under way at each kill%n%s", this.tally.runs(), TOGETHER,
					this.tally.text());
		}
		assertThat(this.wrong).isEmpty();
		assertThat(this.tally.runs()).isGreaterThanOrEqualTo(RUNS);
	}

	/** As many kills as it takes, of every kind alike. */
	private Queue<Killed> plan() {
		List<Killed> plan = new ArrayList<>();
		while (plan.size() * TOGETHER < RUNS) {
			List<Killed> all = new ArrayList<>(Killed.all());
			Collections.shuffle(all, this.random);
			plan.addAll(all);
		}
		return new ConcurrentLinkedQueue<>(plan.subList(0, (RUNS + TOGETHER - 1) / TOGETHER));
	}

	private boolean isAnswered(String tag, int step) {
		return Optional.ofNullable(this.lanes.get(tag)).filter((lane) -> lane.isAnswered(tag, step)).isPresent();
	}

	/** Works the plan off; a server that fails is replaced, and its failure kept. */
	private Void work(Path folder, TaskModel model, Queue<Killed> plan) throws Exception {
		while (!plan.isEmpty()) {
			try (Lane lane = Lane.start(Files.createTempDirectory(folder, "server-"), model.address())) {
				work(lane, model, plan);
			}
			catch (AssertionError | IOException ex) {
				this.wrong.add(ex.toString());
			}
		}
		return null;
	}

	private void work(Lane lane, TaskModel model, Queue<Killed> plan) throws Exception {
		for (Killed next = plan.poll(); next != null; next = plan.poll()) {
			while (!kill(lane, model, next)) {
				// The place was passed less often than thought: nobody was killed.
			}
			Files.writeString(FOLDER.resolve("matrix.txt"), this.tally.text());
		}
	}

	/** Whether somebody was killed. */
	private boolean kill(Lane lane, TaskModel model, Killed killed) throws Exception {
		List<TwelveSteps> tasks = new ArrayList<>();
		for (int i = 0; i < TOGETHER; i++) {
			tasks.add(TwelveSteps.next());
			this.tasks.incrementAndGet();
			this.lanes.put(tasks.getLast().tag(), lane);
		}
		boolean struck;
		if (!killed.atAnyTime()) {
			lane.arm(killed.place(), 1 + this.random.nextInt(Math.max(TOGETHER, killed.times() * TOGETHER * 3 / 4)));
		}
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			tasks.forEach((task) -> threads.submit(() -> {
				lane.submit(task);
				return null;
			}));
			struck = killed.atAnyTime() ? strikeAtAnyTime(lane, killed) : strikeAtPlace(lane, killed, tasks);
		}
		for (TwelveSteps task : tasks) {
			awaitEnd(lane, task);
		}
		lane.awaitHealth();
		List<String> memory = lane.memory();
		for (TwelveSteps task : tasks) {
			Verdict verdict = verdict(lane, model, task, memory);
			if (struck) {
				this.tally.add(killed, verdict);
			}
			if (!verdict.isGood()) {
				this.wrong.add(killed + " " + verdict);
			}
			this.lanes.remove(task.tag());
		}
		return struck;
	}

	private boolean strikeAtAnyTime(Lane lane, Killed killed) throws Exception {
		for (int i = 0; i < killed.times(); i++) {
			Thread.sleep(this.random.nextInt(MOST_MILLIS));
			lane.kill(killed.victims());
		}
		return true;
	}

	private static boolean strikeAtPlace(Lane lane, Killed killed, List<TwelveSteps> tasks) throws Exception {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!lane.isReached() && System.nanoTime() < deadline && !tasks.stream().allMatch(hasEnded(lane))) {
			Thread.sleep(5);
		}
		boolean reached = lane.isReached();
		if (reached) {
			lane.kill(killed.victims());
		}
		lane.disarm();
		return reached;
	}

	private static Predicate<TwelveSteps> hasEnded(Lane lane) {
		return (task) -> lane.view(task).map(KillMatrixIT::status).filter("answered"::equals).isPresent();
	}

	private static void awaitEnd(Lane lane, TwelveSteps task) throws InterruptedException {
		RunScript.await("the end of " + task,
				() -> lane.view(task)
					.map(KillMatrixIT::status)
					.filter((status) -> Pattern.matches("answered|failed|waiting|budget_ran_out", status))
					.isPresent());
	}

	private static String status(JsonNode run) {
		return run.path("status").asString();
	}

	private static Verdict verdict(Lane lane, TaskModel model, TwelveSteps task, List<String> memory)
			throws IOException {
		JsonNode run = lane.view(task).orElseGet(JsonMapper.shared()::missingNode);
		String answer = run.path("answer").asString("");
		List<String> unknown = Pattern.compile("([0-9]+/[0-9]+):Outcome")
			.matcher(answer)
			.results()
			.map((told) -> told.group(1))
			.toList();
		String right = task.tag() + String.join("", unknown.stream().map((call) -> " " + call + ":Outcome").toList());
		return new Verdict(answer.equals(right) && Set.copyOf(lane.unknown(task)).equals(Set.copyOf(unknown)),
				task.effects(lane.workspace(), memory), unknown, model.paidTwice(task), run.toString());
	}

}
