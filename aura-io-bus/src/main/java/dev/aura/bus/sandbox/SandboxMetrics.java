package dev.aura.bus.sandbox;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/** What waits for programs, and how often that was enough. */
@Component
class SandboxMetrics implements MeterBinder {

	private final WarmPool pool;

	SandboxMetrics(WarmPool pool) {
		this.pool = pool;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("aura.sandbox.warm.waiting", this.pool, (all) -> all.waiting().size())
			.description("Isolates that wait for a program")
			.register(registry);
		Gauge.builder("aura.sandbox.warm.memory", this.pool, WarmPool::held)
			.description("Memory of the isolates that wait")
			.baseUnit("bytes")
			.register(registry);
		FunctionCounter.builder("aura.sandbox.warm.hits", this.pool, WarmPool::hits)
			.description("Programs for which an isolate waited")
			.register(registry);
		FunctionCounter.builder("aura.sandbox.warm.misses", this.pool, WarmPool::misses)
			.description("Programs for which none waited")
			.register(registry);
	}

}
