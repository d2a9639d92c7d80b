package dev.aura.testkit;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Loads what {@link Journal} names. */
final class JournalExtension implements ParameterResolver {

	JournalExtension() {
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
		return parameter.isAnnotated(Journal.class) && parameter.getParameter().getType() == RecordedRun.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
		String name = parameter.findAnnotation(Journal.class).orElseThrow().value();
		try {
			return RecordedRun.load(folder(name, test.getRequiredTestClass()));
		}
		catch (RuntimeException ex) {
			throw new ParameterResolutionException("@Journal(\"" + name + "\"): " + ex.getMessage(), ex);
		}
	}

	private static Path folder(String name, Class<?> test) {
		URL resource = test.getClassLoader().getResource(name + "/journal.jsonl");
		if (resource == null || !"file".equals(resource.getProtocol())) {
			return Path.of(name);
		}
		try {
			return Path.of(new URI(resource.toString())).resolveSibling("");
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
