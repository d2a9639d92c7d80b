package dev.aura.kernel.serve;

import java.net.URI;

import dev.aura.api.ProblemType;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStatus;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.run.RunSummary;
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
import org.springframework.web.bind.annotation.RestController;

/** Runs over HTTP. */
@RestController
@RequestMapping("/runs")
class RunsController {

	private static final int LONGEST_TASK = 1_000_000;

	private final RunStore store;

	private final RunScheduler scheduler;

	private final EventStreams streams;

	RunsController(RunStore store, RunScheduler scheduler, EventStreams streams) {
		this.store = store;
		this.scheduler = scheduler;
		this.streams = streams;
	}

	/** Takes a task on; the run goes on after the answer. */
	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<RunAccepted> start(@RequestBody RunRequest request) {
		String task = (request.task() == null) ? "" : request.task().strip();
		if (task.isEmpty()) {
			throw new ServeProblem(ProblemType.UNUSABLE_VALUE, "task: absent or blank (expected: what to do)");
		}
		if (task.length() > LONGEST_TASK) {
			throw new ServeProblem(ProblemType.TOO_LARGE,
					"task: %d characters (expected: at most %d)".formatted(task.length(), LONGEST_TASK));
		}
		RunId id = this.scheduler.submit(task);
		return ResponseEntity.accepted()
			.location(URI.create("/runs/" + id))
			.body(new RunAccepted(id.value(), RunStatus.QUEUED));
	}

	@GetMapping
	RunList list() {
		return new RunList(this.store.list());
	}

	@GetMapping("/{id}")
	RunView run(@PathVariable String id) {
		RunSummary run = find(id);
		return RunView.of(run, this.store.events(new RunId(run.id()), 0));
	}

	/**
	 * The events of a run, from its first or from the one after {@code Last-Event-ID}, to
	 * its last.
	 */
	@GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<String>> events(@PathVariable String id,
			@RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
		return this.streams.after(new RunId(find(id).id()), seq(lastEventId));
	}

	/** Stops a run; one that has ended stays as it is. */
	@PostMapping("/{id}/cancel")
	RunAccepted cancel(@PathVariable String id) {
		RunSummary run = find(id);
		if (!this.scheduler.cancel(new RunId(run.id())) && !find(id).status().ended()) {
			throw new ServeProblem(ProblemType.CONFLICT,
					"run " + id + ": carried out by another process (expected: a run of this server)");
		}
		return new RunAccepted(run.id(), find(id).status());
	}

	private RunSummary find(String id) {
		return RunId.of(id)
			.flatMap(this.store::summary)
			.orElseThrow(() -> new ServeProblem(ProblemType.NOT_FOUND, "There is no such run (GET /runs lists them)."));
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
