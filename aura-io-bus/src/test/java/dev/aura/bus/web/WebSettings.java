package dev.aura.bus.web;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as the bus would bind them, patient enough for no test to wait. */
final class WebSettings {

	private WebSettings() {
	}

	/** Settings from keys and values in turn, without their prefix. */
	static WebProperties of(String... keysAndValues) {
		Map<String, String> values = new TreeMap<>(
				Map.of("aura.web.search.interval", "0ms", "aura.web.search.retry-delay", "0ms"));
		for (int i = 0; i < keysAndValues.length; i += 2) {
			values.put("aura.web." + keysAndValues[i], keysAndValues[i + 1]);
		}
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("aura.web", WebProperties.class);
	}

}
