package dev.aura.bus.memory;

import java.nio.file.Path;

import dev.aura.bus.TestBus;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests of what callers see, which is the same on each of the backends. There is one bus
 * for a class; each test has a namespace of its own.
 */
@ParameterizedClass
@EnumSource(MemoryBackends.class)
abstract class MemoryContract {

	static TestBus bus;

	@Parameter
	MemoryBackends backend;

	@BeforeParameterizedClassInvocation
	static void start(MemoryBackends backend, @TempDir Path directory) {
		bus = backend.start(directory);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		bus.close();
	}

}
