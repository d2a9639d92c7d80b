package dev.aura.bus.sandbox;

import java.util.function.BooleanSupplier;

import dev.aura.api.ProblemType;
import dev.aura.api.sandbox.ExecuteRequest;
import dev.aura.api.sandbox.ExecuteResult;
import dev.aura.api.sandbox.LanguagesResult;
import dev.aura.bus.egress.AllowList;
import dev.aura.bus.ledger.CurrentEffect;
import dev.aura.bus.problem.ProblemException;

import org.springframework.stereotype.Service;

/** Checks what is asked for, has it run, and says what became of it. */
@Service
class SandboxService {

	private final Programs programs;

	private final Tiers tiers;

	private final Languages languages;

	private final Admission admission;

	private final Runs runs;

	private final NetworkedRuns networked;

	SandboxService(Programs programs, Tiers tiers, Languages languages, Admission admission, Runs runs,
			NetworkedRuns networked) {
		this.programs = programs;
		this.tiers = tiers;
		this.languages = languages;
		this.admission = admission;
		this.runs = runs;
		this.networked = networked;
	}

	/**
	 * Runs a program to its end or its limits.
	 * @param unwanted whether nobody waits for the result any more
	 * @param sink takes its output as it comes
	 */
	ExecuteResult execute(ExecuteRequest request, BooleanSupplier unwanted, OutputSink sink)
			throws InterruptedException {
		Program program = this.programs.program(this.programs.language(request.language()), request.code(),
				request.stdin(), request.timeoutSeconds(), request.limits(), unwanted, sink);
		AllowList allowed = this.networked.allowed(request.network());
		SandboxTier tier = this.tiers.active();
		this.networked.require(tier, allowed);
		boolean readOnly = Programs.readOnly(request.workspace(), tier);
		Admission.Place place = this.admission.enter();
		try {
			requireCaller(unwanted);
			CurrentEffect.plan("start");
			return Results.of(Interruptible.act(() -> allowed.isEmpty() ? this.runs.run(tier, program, readOnly)
					: this.networked.run(tier, program, readOnly, allowed)), tier.name());
		}
		finally {
			place.leave();
		}
	}

	LanguagesResult languages() throws InterruptedException {
		return new LanguagesResult(this.languages.all()
			.values()
			.stream()
			.map((language) -> new LanguagesResult.Language(language.name(), language.version()))
			.toList());
	}

	/** Nothing has been done yet, so the same call may be made again. */
	static void requireCaller(BooleanSupplier unwanted) {
		if (unwanted.getAsBoolean()) {
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"The caller went away or the bus is stopping; the program was not started.");
		}
	}

}
