package dev.aura.bus.memory;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * What the heap of the JVM does not show:
 * {@code /actuator/metrics/aura.memory.index.bytes} and the like.
 */
@Component
class IndexMetrics implements MeterBinder {

	private final Opening opening;

	IndexMetrics(Opening opening) {
		this.opening = opening;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "bytes", "Native memory of the index", "bytes", VectorIndex::bytes);
		gauge(registry, "vectors", "Vectors in the index", "vectors", VectorIndex::total);
		gauge(registry, "sealed", "Rows of the index that are searched approximately", "rows", VectorIndex::sealed);
	}

	private void gauge(MeterRegistry registry, String name, String description, String unit,
			ToDoubleFunction<VectorIndex> measure) {
		Gauge
			.builder("aura.memory.index." + name, this.opening,
					(opened) -> opened.indexNow().map((index) -> measure.applyAsDouble(index)).orElse(Double.NaN))
			.description(description)
			.baseUnit(unit)
			.register(registry);
	}

}
