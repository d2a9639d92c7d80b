package dev.aura.bus.memory;

import java.util.Locale;

import dev.aura.api.memory.QueryMode;

import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** Reads a mode from a query string, spelled as in JSON. */
@Component
class QueryModeConverter implements Converter<String, QueryMode> {

	@Override
	public QueryMode convert(String mode) {
		return QueryMode.valueOf(mode.toUpperCase(Locale.ROOT));
	}

}
