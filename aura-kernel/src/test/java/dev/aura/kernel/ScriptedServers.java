package dev.aura.kernel;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A home, a model and a bus that follow a script, new ones for each test. */
public abstract class ScriptedServers {

	@TempDir
	protected Path home;

	protected ScriptedModel model;

	protected ScriptedBus bus;

	@BeforeEach
	public final void startServers() {
		this.model = ScriptedModel.start();
		this.bus = ScriptedBus.start();
	}

	@AfterEach
	public final void stopServers() {
		this.model.close();
		this.bus.close();
	}

}
