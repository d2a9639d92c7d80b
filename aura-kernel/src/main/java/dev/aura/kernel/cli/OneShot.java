package dev.aura.kernel.cli;

import java.util.List;
import java.util.function.Consumer;

import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.approve.ApproveMode;
import dev.aura.kernel.approve.Asker;
import dev.aura.kernel.approve.Rules;
import dev.aura.kernel.budget.ModelFacts;
import dev.aura.kernel.budget.ModelTable;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.model.ModelClient;
import dev.aura.kernel.model.ModelDiscovery;
import dev.aura.kernel.model.ModelSettings;
import dev.aura.kernel.model.Retries;
import dev.aura.kernel.policy.Policies;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunEngine;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunResult;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import dev.langchain4j.data.message.ChatMessage;

/** Carries tasks out in this process, one after the other. */
final class OneShot {

	private final RunStore store;

	private final RunEngine engine;

	private final ModelSettings model;

	/**
	 * Checks all settings before anything is done.
	 * @param asker decides on what needs a person
	 * @throws SettingException when one is malformed
	 */
	OneShot(Settings settings, Asker asker) {
		this.store = new RunStore(settings.home());
		Budget budget = Budget.from(settings);
		ApproveMode mode = ApproveMode.from(settings);
		Rules rules = Rules.from(settings);
		ModelTable table = ModelTable.from(settings);
		this.model = new ModelDiscovery(settings, new DownloadLines(System.err, Terminal.isTerminal(2))).find();
		ModelFacts facts = table.facts(this.model.name(), this.model.local());
		Policies.requirePrice(budget, this.model.name(), facts);
		ModelClient client = new ModelClient(this.model, Retries.DEFAULT);
		BusClient bus = BusClient.from(settings);
		this.engine = new RunEngine(client, bus, budget,
				new Policies(this.store, bus, client, facts, budget, mode, rules, asker));
	}

	ModelSettings model() {
		return this.model;
	}

	/** A new run of a task, not started yet. */
	Run create(String task) {
		if (task.isBlank()) {
			throw new SettingException("the task is empty (expected: what to do)");
		}
		return this.store.create(task.strip());
	}

	/** A run that is to go on where it was cut off. */
	Run reopen(RunId id) {
		return this.store.reopen(id);
	}

	/**
	 * Lets a run go on where it was cut off and shows what happens.
	 * @return the exit status
	 */
	int goOn(RunId id, Terminal terminal, boolean json) {
		return ExitStatus.of(carryOut(reopen(id), List.of(), terminal, listener(terminal, json)).last());
	}

	/**
	 * Carries a run out, to its end or until a person has to decide who is not there.
	 * @param earlier the conversation that it continues
	 */
	RunResult carryOut(Run run, List<ChatMessage> earlier, Terminal terminal, Consumer<RunEvent> listener) {
		run.listen(listener);
		InterruptHook hook = new InterruptHook(run, terminal);
		try {
			this.engine.announce(run);
			return this.engine.execute(run, earlier);
		}
		finally {
			hook.remove();
		}
	}

	/** Shows events as they happen. */
	static Consumer<RunEvent> listener(Terminal terminal, boolean json) {
		return json ? (event) -> terminal.out().println(event.toJson()) : new Console(terminal);
	}

}
