package dev.aura.bus.memory;

import java.util.function.ToDoubleFunction;

import dev.aura.api.memory.StatsResult;
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
		gauge(registry, "bytes", "Native memory of the index", "bytes", StatsResult.Vectors::nativeBytes);
		gauge(registry, "vectors", "Vectors in the index", "vectors", StatsResult.Vectors::count);
		gauge(registry, "sealed", "Rows of the index that are searched approximately", "rows",
				StatsResult.Vectors::sealed);
	}

	private void gauge(MeterRegistry registry, String name, String description, String unit,
			ToDoubleFunction<StatsResult.Vectors> measure) {
		Gauge
			.builder("aura.memory.index." + name, this.opening,
					(opened) -> opened.indexNow()
						.flatMap(VectorSearch::held)
						.map(measure::applyAsDouble)
						.orElse(Double.NaN))
			.description(description)
			.baseUnit(unit)
			.register(registry);
	}

}
