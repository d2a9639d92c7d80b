package dev.aura.kernel.cli;

import java.util.List;
import java.util.function.Consumer;

import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.bus.BusSettings;
import dev.aura.kernel.model.ModelClient;
import dev.aura.kernel.model.ModelDiscovery;
import dev.aura.kernel.model.Retries;
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

	private final Terminal terminal;

	private final boolean json;

	/**
	 * Checks all settings before anything is done.
	 * @throws SettingException when one is malformed
	 */
	OneShot(Settings settings, Terminal terminal, boolean json) {
		this.terminal = terminal;
		this.json = json;
		this.store = new RunStore(settings.home());
		Approval.check(settings);
		Budget budget = Budget.from(settings);
		ModelClient model = new ModelClient(new ModelDiscovery(settings).find(), Retries.DEFAULT);
		this.engine = new RunEngine(model, new BusClient(BusSettings.from(settings)), budget);
	}

	/** One task without a past; the exit status. */
	int run(String task) {
		return ExitStatus.of(run(task, List.of()).last());
	}

	/** One task that continues a conversation. */
	RunResult run(String task, List<ChatMessage> earlier) {
		if (task.isBlank()) {
			throw new SettingException("the task is empty (expected: what to do)");
		}
		return carryOut(this.store.create(task.strip()), earlier);
	}

	/** A run that goes on where it was cut off; the exit status. */
	int resume(RunId id) {
		return ExitStatus.of(carryOut(this.store.reopen(id), List.of()).last());
	}

	private RunResult carryOut(Run run, List<ChatMessage> earlier) {
		run.listen(listener(this.terminal, this.json));
		InterruptHook hook = new InterruptHook(run, this.terminal);
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
