package dev.aura.bus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Makes the home for its owner only, before any peripheral puts something there. */
@Component
class HomeFolder implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		Path home = Path.of(beans.getBean(Environment.class).getRequiredProperty("aura.home"));
		try {
			if (Files.notExists(home)) {
				Files.createDirectories(home.toAbsolutePath().getParent());
				Files.createDirectory(home,
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"AURA_HOME: %s (expected: a folder that can be made and written)".formatted(home), ex);
		}
	}

}
