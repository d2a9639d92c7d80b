package dev.aura.kernel.serve;

import java.net.URI;
import java.util.List;
import java.util.Objects;

import dev.aura.api.AuraHeaders;
import dev.aura.api.ProblemType;
import dev.aura.kernel.run.CorruptJournalException;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStatus;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.run.RunSummary;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Runs over HTTP. */
@RestController
@RequestMapping("/runs")
class RunsController {

	private static final int LONGEST_TASK = 1_000_000;

	private static final int PAGE = 100;

	private static final int LONGEST_PAGE = 1_000;

	private static final String GO_ON = "Go on with the task from here.";

	private final RunStore store;

	private final RunScheduler scheduler;

	private final EventStreams streams;

	private final Submissions submissions;

	RunsController(RunStore store, RunScheduler scheduler, EventStreams streams, Submissions submissions) {
		this.store = store;
		this.scheduler = scheduler;
		this.streams = streams;
		this.submissions = submissions;
	}

	@Operation(summary = "Takes a task on; the run goes on after the answer")
	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<RunAccepted> start(@RequestBody RunRequest request,
			@Parameter(description = "Starts one run however often the request is sent.") @RequestHeader(
					name = AuraHeaders.IDEMPOTENCY_KEY, required = false) @Nullable String key) {
		String task = task("task", request.task());
		Options options = Options.of(request);
		if (request.parent() != null) {
			requireRun(request.parent());
		}
		if (key == null) {
			return accepted(this.scheduler.submit(task, options), false);
		}
		String asked = request.asked();
		Options once = options.once(Submissions.digest(key), Submissions.digest(asked));
		Submissions.Started started = this.submissions.once(key, asked, () -> this.scheduler.submit(task, once));
		return accepted(started.run(), started.replayed());
	}

	@Operation(summary = "Lists runs, newest first")
	@GetMapping
	RunList list(
			@Parameter(description = "Only runs older than this one.") @RequestParam(
					required = false) @Nullable String before,
			@Parameter(description = "1 to 1000; 100 when absent.") @RequestParam(
					required = false) @Nullable Integer limit) {
		int most = Objects.requireNonNullElse(limit, PAGE);
		if (most < 1 || most > LONGEST_PAGE) {
			throw new ServeProblem(ProblemType.UNUSABLE_VALUE,
					"limit: %d (expected: 1 to %d)".formatted(most, LONGEST_PAGE));
		}
		RunId older = (before == null) ? null
				: RunId.of(before)
					.orElseThrow(() -> new ServeProblem(ProblemType.UNUSABLE_VALUE,
							"before: no id of a run (expected: the member next of an earlier answer)"));
		List<RunSummary> runs = this.store.list(older, most + 1);
		return (runs.size() <= most) ? new RunList(runs, null)
				: new RunList(runs.subList(0, most), runs.get(most - 1).id());
	}

	@Operation(summary = "Shows a run: its status, its answer, and what it waits for")
	@GetMapping("/{id}")
	RunView run(@PathVariable String id) {
		RunSummary run = find(id);
		try {
			return RunView.of(run, this.store.events(new RunId(run.id()), 0));
		}
		catch (CorruptJournalException ex) {
			return RunView.damaged(run);
		}
	}

	@Operation(summary = "Streams the events of a run from its first, or from the one after Last-Event-ID, to its last")
	@GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<String>> events(@PathVariable String id,
			@RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
		return this.streams.after(new RunId(find(id).id()), seq(lastEventId));
	}

	@Operation(summary = "Stops a run, which can be resumed; one that has ended stays as it is")
	@PostMapping("/{id}/cancel")
	RunAccepted cancel(@PathVariable String id) {
		RunSummary run = find(id);
		if (!this.scheduler.cancel(new RunId(run.id())) && find(id).status().underWay()) {
			throw new ServeProblem(ProblemType.CONFLICT,
					"run " + id + ": carried out by another process (expected: a run of this server)");
		}
		return new RunAccepted(run.id(), find(id).status());
	}

	@Operation(summary = "Lets a run go on that was cut off, stopped, paused, or out of budget")
	@PostMapping("/{id}/resume")
	ResponseEntity<RunAccepted> resume(@PathVariable String id,
			@RequestBody(required = false) @Nullable ResumeRequest request) {
		RunId run = new RunId(find(id).id());
		this.scheduler.resume(run, Options.of(this.store.events(run, 0))
			.with(Objects.requireNonNullElse(request, ResumeRequest.AS_IT_WAS)));
		return accepted(run, false);
	}

	@Operation(summary = "Starts a new run from a step of an old one, with another model or instruction")
	@PostMapping(path = "/{id}/fork", consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<RunAccepted> fork(@PathVariable String id, @RequestBody ForkRequest request) {
		RunId origin = new RunId(find(id).id());
		if (request.step() == null) {
			throw new ServeProblem(ProblemType.UNUSABLE_VALUE, "step: absent (expected: a step of run " + id + ")");
		}
		String task = (request.instruction() == null) ? GO_ON : task("instruction", request.instruction());
		Options options = Options.of(this.store.events(origin, 0))
			.forking(origin.value(), request.step(), request.model());
		Forks.conversation(this.store, options);
		return accepted(this.scheduler.submit(task, options), false);
	}

	private static ResponseEntity<RunAccepted> accepted(RunId id, boolean replayed) {
		ResponseEntity.BodyBuilder answer = ResponseEntity.accepted().location(URI.create("/runs/" + id));
		if (replayed) {
			answer.header(AuraHeaders.IDEMPOTENCY_REPLAYED, "true");
		}
		return answer.body(new RunAccepted(id.value(), RunStatus.QUEUED));
	}

	private static String task(String name, @Nullable String text) {
		String task = (text == null) ? "" : text.strip();
		if (task.isEmpty()) {
			throw new ServeProblem(ProblemType.UNUSABLE_VALUE, name + ": absent or blank (expected: what to do)");
		}
		if (task.length() > LONGEST_TASK) {
			throw new ServeProblem(ProblemType.TOO_LARGE,
					"%s: %d characters (expected: at most %d)".formatted(name, task.length(), LONGEST_TASK));
		}
		return task;
	}

	private RunSummary find(String id) {
		return RunId.of(id)
			.flatMap(this.store::summary)
			.orElseThrow(() -> new ServeProblem(ProblemType.NOT_FOUND, "There is no such run (GET /runs lists them)."));
	}

	private void requireRun(String parent) {
		if (RunId.of(parent).flatMap(this.store::summary).isEmpty()) {
			throw new ServeProblem(ProblemType.UNUSABLE_VALUE, "parent: no run (expected: the id of one under way)");
		}
	}

	private static long seq(@Nullable String lastEventId) {
		if (lastEventId == null || lastEventId.isBlank()) {
			return 0;
		}
		if (!lastEventId.matches("[0-9]{1,18}")) {
			throw new ServeProblem(ProblemType.MALFORMED_REQUEST,
					"Last-Event-ID: not a number (expected: the id of an event)");
		}
		return Long.parseLong(lastEventId);
	}

}
