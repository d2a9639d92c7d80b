package dev.aura.kernel.serve;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.aura.api.ProblemType;
import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.approve.Pending;
import dev.aura.kernel.approve.Verdict;
import dev.aura.kernel.run.CorruptJournalException;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunStatus;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.run.RunSummary;
import io.swagger.v3.oas.annotations.Operation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What runs wait for, over HTTP. */
@RestController
class ApprovalsController {

	private static final Logger log = LoggerFactory.getLogger(ApprovalsController.class);

	private final RunStore store;

	private final RunScheduler scheduler;

	ApprovalsController(RunStore store, RunScheduler scheduler) {
		this.store = store;
		this.scheduler = scheduler;
	}

	@Operation(summary = "Lists the calls of all runs that wait for a person")
	@GetMapping("/approvals")
	ApprovalList all() {
		return new ApprovalList(this.store.list()
			.reversed()
			.stream()
			.filter((run) -> run.status() == RunStatus.WAITING)
			.flatMap((run) -> readable(new RunId(run.id())).stream())
			.toList());
	}

	/** A damaged journal must not hide what other runs wait for. */
	private List<ApprovalList.Approval> readable(RunId id) {
		try {
			return approvals(id);
		}
		catch (CorruptJournalException | UncheckedIOException ex) {
			log.warn("The approvals of {} cannot be read: {}", id, ex.getMessage());
			return List.of();
		}
	}

	@Operation(summary = "Lists the calls of one run that wait for a person")
	@GetMapping("/runs/{id}/approvals")
	ApprovalList ofRun(@PathVariable String id) {
		return new ApprovalList(approvals(find(id)));
	}

	@Operation(summary = "Allows or denies calls that a run waits for; the run goes on once all are decided")
	@PostMapping(path = "/runs/{id}/approve", consumes = MediaType.APPLICATION_JSON_VALUE)
	RunAccepted approve(@PathVariable String id, @RequestBody ApproveRequest request) {
		RunId run = find(id);
		if (request.decision() == null) {
			throw new ServeProblem(ProblemType.UNUSABLE_VALUE, "decision: absent (expected: allow or deny)");
		}
		boolean allowed = request.decision() == ApproveRequest.Answer.ALLOW;
		Verdict verdict = new Verdict(allowed, allowed && Objects.requireNonNullElse(request.forRun(), false),
				request.reason());
		boolean goesOn = this.scheduler.decide(run,
				(pending) -> meant(id, request, pending).map((question) -> question.decided(verdict)).toList());
		return new RunAccepted(id, goesOn ? RunStatus.QUEUED : RunStatus.WAITING);
	}

	private static Stream<Pending> meant(String id, ApproveRequest request, List<Pending> pending) {
		List<Pending> meant = pending.stream()
			.filter((question) -> request.call() == null || question.call() == request.call())
			.toList();
		if (meant.isEmpty()) {
			throw new ServeProblem(ProblemType.CONFLICT,
					"run %s: no such call waits for a decision (expected: one of GET /runs/%s/approvals)".formatted(id,
							id));
		}
		return meant.stream();
	}

	private List<ApprovalList.Approval> approvals(RunId id) {
		return pending(this.store.events(id, 0)).stream()
			.map((question) -> new ApprovalList.Approval(id.value(), question.step(), question.call(), question.tool(),
					question.arguments(), question.question()))
			.toList();
	}

	private static List<Pending> pending(List<RunEvent> events) {
		List<AgentEvent> told = events.stream().map(RunEvent::event).toList();
		return Pending.of(told);
	}

	private RunId find(String id) {
		return RunId.of(id)
			.flatMap(this.store::summary)
			.map(RunSummary::id)
			.map(RunId::new)
			.orElseThrow(() -> new ServeProblem(ProblemType.NOT_FOUND, "There is no such run (GET /runs lists them)."));
	}

}
