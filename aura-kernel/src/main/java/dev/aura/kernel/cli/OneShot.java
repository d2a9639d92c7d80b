package dev.aura.kernel.cli;

import java.util.List;
import java.util.function.Consumer;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.approve.Asker;
import dev.aura.kernel.approve.Rules;
import dev.aura.kernel.budget.ModelFacts;
import dev.aura.kernel.budget.ModelTable;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.model.ModelClient;
import dev.aura.kernel.model.ModelDiscovery;
import dev.aura.kernel.model.ModelSettings;
import dev.aura.kernel.model.Retries;
import dev.aura.kernel.policy.Accounts;
import dev.aura.kernel.policy.Policies;
import dev.aura.kernel.policy.Terms;
import dev.aura.kernel.run.Run;
import dev.aura.kernel.run.RunEngine;
import dev.aura.kernel.run.RunEvent;
import dev.aura.kernel.run.RunId;
import dev.aura.kernel.run.RunResult;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import dev.aura.local.LocalChatModel;
import dev.langchain4j.data.message.ChatMessage;
import org.jspecify.annotations.Nullable;

/** Carries tasks out in this process, one after the other. */
final class OneShot implements AutoCloseable {

	private final Settings settings;

	private final Asker asker;

	private final RunStore store;

	private final Accounts accounts;

	private final Rules rules;

	private final ModelClient model;

	private final ModelFacts facts;

	private final BusClient bus;

	/**
	 * Checks all settings before anything is done, and finds the model.
	 * @param asker decides on what needs a person
	 * @throws SettingException when one is malformed
	 */
	OneShot(Settings settings, Asker asker) {
		this(settings, asker, null);
	}

	private OneShot(Settings settings, Asker asker, @Nullable ModelClient found) {
		this.settings = settings;
		this.asker = asker;
		this.store = new RunStore(settings.home());
		this.accounts = new Accounts(this.store);
		this.rules = Rules.from(settings);
		Terms terms = Terms.of(settings, List.of());
		ModelTable table = ModelTable.from(settings);
		this.model = (found != null) ? found : find(settings);
		this.facts = table.facts(model().name(), model().local());
		Policies.requirePrice(terms.budget(), model().name(), this.facts);
		this.bus = BusClient.from(settings);
	}

	private static ModelClient find(Settings settings) {
		DownloadLines notices = new DownloadLines(System.err, Terminal.isTerminal(2));
		return new ModelClient(new ModelDiscovery(settings, notices).find(), Retries.DEFAULT);
	}

	/**
	 * The same model under other settings.
	 * @throws SettingException when one is malformed
	 */
	OneShot with(Settings changed) {
		return new OneShot(changed, this.asker, this.model);
	}

	ModelSettings model() {
		return this.model.settings();
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
	 * @throws SettingException when the run was told what this model cannot keep
	 */
	RunResult carryOut(Run run, List<ChatMessage> earlier, Terminal terminal, Consumer<RunEvent> listener) {
		run.listen(listener);
		List<AgentEvent> events = this.store.events(run.id(), 0).stream().map(RunEvent::event).toList();
		Terms terms = Terms.of(this.settings, events);
		RunEngine engine = engine(run, terms);
		InterruptHook hook = new InterruptHook(run, terminal);
		try {
			engine.announce(run, terms.news(events));
			return engine.execute(run, earlier);
		}
		finally {
			hook.remove();
		}
	}

	private RunEngine engine(Run run, Terms terms) {
		try {
			Policies.requirePrice(terms.budget(), model().name(), this.facts);
		}
		catch (SettingException ex) {
			run.close();
			throw ex;
		}
		return new RunEngine(this.model, this.bus, terms.budget(), new Policies(this.store, this.accounts, this.bus,
				this.model, this.facts, terms.budget(), terms.mode(), this.rules, this.asker));
	}

	/** Gives back what the model holds in this process. */
	@Override
	public void close() {
		LocalChatModel local = model().local();
		if (local != null) {
			local.close();
		}
	}

	/** Shows events as they happen. */
	static Consumer<RunEvent> listener(Terminal terminal, boolean json) {
		return json ? (event) -> terminal.out().println(event.toJson()) : new Console(terminal);
	}

}
