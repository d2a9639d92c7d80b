package dev.aura.kernel.serve;

import dev.aura.kernel.agent.Budget;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.model.ModelClient;
import dev.aura.kernel.model.ModelDiscovery;
import dev.aura.kernel.model.ModelSettings;
import dev.aura.kernel.model.NoModelException;
import dev.aura.kernel.model.Retries;
import dev.aura.kernel.run.RunEngine;
import org.jspecify.annotations.Nullable;

/** The engine of all runs, made once a model is found. */
final class Engines {

	private final ModelDiscovery discovery;

	private final BusClient bus;

	private final Budget budget;

	private @Nullable ModelSettings model;

	private @Nullable RunEngine engine;

	Engines(ModelDiscovery discovery, BusClient bus, Budget budget) {
		this.discovery = discovery;
		this.bus = bus;
		this.budget = budget;
	}

	/**
	 * The engine. Looks for a model again as long as there was none: an Ollama may have
	 * been started since.
	 * @throws NoModelException when there is still none
	 */
	synchronized RunEngine engine() {
		if (this.engine == null) {
			this.model = this.discovery.find();
			this.engine = new RunEngine(new ModelClient(this.model, Retries.DEFAULT), this.bus, this.budget);
		}
		return this.engine;
	}

	/** The model that was found, if one was. */
	synchronized @Nullable ModelSettings model() {
		return this.model;
	}

}
