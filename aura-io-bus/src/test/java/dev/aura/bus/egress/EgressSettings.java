package dev.aura.bus.egress;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as the bus would bind them. */
final class EgressSettings {

	private EgressSettings() {
	}

	/** Settings from keys and values in turn. */
	static EgressProperties of(String... keysAndValues) {
		Map<String, String> values = new TreeMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) {
			values.put(keysAndValues[i], keysAndValues[i + 1]);
		}
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("aura.egress",
				EgressProperties.class);
	}

}
