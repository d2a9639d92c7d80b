package dev.aura.bus.web;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import dev.aura.bus.address.HostPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WebPropertiesTest {

	@Test
	void hasDefaults() {
		WebProperties properties = WebSettings.of();
		assertThat(properties.searchUrl()).isEqualTo(URI.create("https://html.duckduckgo.com/html/"));
		assertThat(properties.allowPrivate()).isEmpty();
		assertThat(properties.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(properties.search().backOff()).isEqualTo(Duration.ofMinutes(1));
		assertThat(properties.search().maxBackOff()).isEqualTo(Duration.ofHours(1));
		assertThat(properties.fetch().timeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(properties.fetch().maxSize().toMegabytes()).isEqualTo(4);
		assertThat(properties.fetch().pageSize()).isEqualTo(20_000);
	}

	@Test
	void anEmptyVariableIsAsGoodAsNone() {
		WebProperties properties = WebSettings.of("search-url", "", "allow-private", "");
		assertThat(properties.searchUrl()).isEqualTo(WebSettings.of().searchUrl());
		assertThat(properties.allowPrivate()).isEmpty();
	}

	@Test
	void readsHostsAndPortsInTheirCanonicalSpelling() {
		assertThat(WebSettings.of("allow-private", "Wiki.Example:8080,[::1]:80, 127.0.0.1:81").allowPrivate())
			.containsExactly(new HostPort("wiki.example", 8080), new HostPort("0:0:0:0:0:0:0:1", 80),
					new HostPort("127.0.0.1", 81));
	}

	@ParameterizedTest
	@ValueSource(strings = { "allow-private=127.0.0.1", "allow-private=127.1:80", "allow-private=:80",
			"allow-private=a.example:0", "allow-private=*:80", "search-url=ftp://x.example/", "search-url=nonsense",
			"user-agent= ", "search.back-off=-1s", "fetch.timeout=0s", "fetch.max-size=0B", "fetch.max-concurrent=0",
			"fetch.page-size=0", "fetch.page-size=200001" })
	void aSettingThatCannotBeUsedStopsTheStart(String setting) {
		String[] parts = ("aura.web." + setting).split("=", 2);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", Map.of(parts[0], parts[1])));
			context.register(Settings.class);
			assertThatExceptionOfType(ConfigurationPropertiesBindException.class).isThrownBy(context::refresh);
		}
	}

	@EnableConfigurationProperties(WebProperties.class)
	static class Settings {

	}

}
