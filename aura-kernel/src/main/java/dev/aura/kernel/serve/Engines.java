package dev.aura.kernel.serve;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.aura.api.ProblemType;
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
import dev.aura.kernel.model.NoModelException;
import dev.aura.kernel.model.Retries;
import dev.aura.kernel.policy.Accounts;
import dev.aura.kernel.policy.Policies;
import dev.aura.kernel.policy.Terms;
import dev.aura.kernel.run.RunEngine;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.schedule.Provider;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import dev.aura.kernel.tool.Toolbox;
import org.jspecify.annotations.Nullable;

/** Engines for runs: one model server each, shared by all runs that call it. */
final class Engines {

	private final Settings settings;

	private final RunStore store;

	private final Accounts accounts;

	private final BusClient bus;

	private final Budget budget;

	private final ApproveMode approve;

	private final Rules rules;

	private final ModelTable table;

	private final int callsPerProvider;

	private final Toolbox toolbox;

	private final Map<URI, Provider> providers = new ConcurrentHashMap<>();

	/** By the name that a run asks for; the empty one is the settings'. */
	private final Map<String, ModelClient> models = new ConcurrentHashMap<>();

	/** Held while one is looked for, which can mean that it is downloaded. */
	private final ReentrantLock looking = new ReentrantLock();

	/**
	 * Checks all settings that do not need a model.
	 * @throws SettingException when one is malformed
	 */
	Engines(Settings settings, RunStore store, BusClient bus, int callsPerProvider) {
		this.settings = settings;
		this.store = store;
		this.accounts = new Accounts(store);
		this.bus = bus;
		this.budget = Budget.from(settings);
		this.approve = ApproveMode.from(settings);
		this.rules = Rules.from(settings);
		this.table = ModelTable.from(settings);
		this.callsPerProvider = callsPerProvider;
		this.toolbox = new Toolbox(bus);
	}

	/** What a new run keeps, wherever it goes on. */
	Options kept(Options options) {
		return options.or(Terms.of(this.settings, List.of()).event());
	}

	/**
	 * The engine for a run. Looks for a model again as long as there was none: an Ollama
	 * may have been started since.
	 * @throws NoModelException when there is still none
	 * @throws ServeProblem when the run asks for what it cannot have
	 */
	RunEngine engine(Options options) {
		ModelClient shared = model(options.event().model());
		Provider provider = this.providers.computeIfAbsent(shared.settings().address(),
				(address) -> new Provider(this.callsPerProvider));
		ModelClient model = shared.through(provider.turnstile(options.priority()));
		ModelFacts facts = this.table.facts(model.settings().name(), model.settings().local());
		Budget own = options.over(this.budget);
		try {
			Policies.requirePrice(own, model.settings().name(), facts);
		}
		catch (SettingException ex) {
			throw new ServeProblem(ProblemType.UNUSABLE_VALUE, String.valueOf(ex.getMessage()));
		}
		return new RunEngine(model, this.bus, this.toolbox, own, new Policies(this.store, this.accounts, this.bus,
				model, facts, own, options.approve().orElse(this.approve), this.rules, Asker.NOBODY));
	}

	/**
	 * Looks for the model that the settings name.
	 * @throws SettingException when they name none that can be used
	 * @throws NoModelException when they name none, and none was found
	 */
	void prepare() {
		ModelSettings model = find("").settings();
		Policies.requirePrice(this.budget, model.name(), this.table.facts(model.name(), model.local()));
	}

	private ModelClient model(@Nullable String name) {
		try {
			return find((name == null) ? "" : name);
		}
		catch (SettingException ex) {
			throw new ServeProblem(ProblemType.UNAVAILABLE, String.valueOf(ex.getMessage()));
		}
	}

	private ModelClient find(String name) {
		ModelClient known = this.models.get(name);
		if (known != null) {
			return known;
		}
		this.looking.lock();
		try {
			ModelClient meanwhile = this.models.get(name);
			if (meanwhile != null) {
				return meanwhile;
			}
			Settings wanted = name.isEmpty() ? this.settings : this.settings.with("AURA_MODEL", name);
			ModelClient found = new ModelClient(new ModelDiscovery(wanted, new DownloadLog()).find(), Retries.DEFAULT);
			this.models.put(name, found);
			return found;
		}
		finally {
			this.looking.unlock();
		}
	}

	/** The model that the settings name, if one was found. Does not wait for one. */
	@Nullable ModelSettings model() {
		ModelClient model = this.models.get("");
		return (model == null) ? null : model.settings();
	}

	/** Calls that wait for their turn or for a provider. */
	int waitingCalls() {
		return this.providers.values().stream().mapToInt(Provider::waiting).sum();
	}

}
