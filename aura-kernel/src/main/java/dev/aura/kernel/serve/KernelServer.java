package dev.aura.kernel.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.bus.BusSettings;
import dev.aura.kernel.model.NoModelException;
import dev.aura.kernel.run.RunStore;
import dev.aura.kernel.settings.SettingException;
import dev.aura.kernel.settings.Settings;
import org.apache.catalina.core.StandardHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;

/** The server, the only place where a Spring context is made. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ RunsController.class, ApprovalsController.class, ProblemAdvice.class, Health.class, ApiDescription.class })
public class KernelServer {

	private static final Logger log = LoggerFactory.getLogger(KernelServer.class);

	/**
	 * Starts the server.
	 * @return its context, whose {@code local.server.port} is the port
	 * @throws SettingException when a setting is malformed, names a model that cannot be
	 * used, or the port is taken
	 */
	public static ConfigurableApplicationContext start(Settings settings) {
		ServeSettings serve = ServeSettings.from(settings);
		BusSettings bus = BusSettings.from(settings);
		// Wrong settings are said before anything starts.
		RunStore store = new RunStore(settings.home());
		BusClient client = BusClient.from(settings);
		Engines engines = engines(settings, store, client, serve);
		SpringApplication application = new SpringApplication(KernelServer.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.setDefaultProperties(properties(serve));
		application.addInitializers((context) -> {
			context.getBeanFactory().registerSingleton("settings", settings);
			context.getBeanFactory().registerSingleton("serveSettings", serve);
			context.getBeanFactory().registerSingleton("busSettings", bus);
			context.getBeanFactory().registerSingleton("runStore", store);
			context.getBeanFactory().registerSingleton("busClient", client);
			context.getBeanFactory().registerSingleton("engines", engines);
		});
		try {
			ConfigurableApplicationContext context = application.run();
			log.info("Listening on http://{}:{}", serve.address(),
					context.getEnvironment().getProperty("local.server.port"));
			return context;
		}
		catch (ApplicationContextException ex) {
			if (ex.getCause() instanceof PortInUseException) {
				throw new SettingException("AURA_KERNEL_PORT", Integer.toString(serve.port()), "a port that is free");
			}
			throw ex;
		}
	}

	private static Engines engines(Settings settings, RunStore store, BusClient bus, ServeSettings serve) {
		Engines engines = new Engines(settings, store, bus, serve.concurrentCalls());
		try {
			engines.prepare();
		}
		catch (NoModelException ex) {
			log.warn("No model is configured and none was found: tasks are refused until there is one");
		}
		return engines;
	}

	/** Serves until the process is told to end. */
	public static void serve(Settings settings) throws InterruptedException {
		CountDownLatch closed = new CountDownLatch(1);
		ConfigurableApplicationContext context = start(settings);
		context.addApplicationListener((event) -> {
			if (event instanceof ContextClosedEvent) {
				closed.countDown();
			}
		});
		closed.await();
	}

	private static Map<String, Object> properties(ServeSettings serve) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("server.address", serve.address());
		properties.put("server.port", serve.port());
		properties.put("server.shutdown", "graceful");
		properties.put("spring.lifecycle.timeout-per-shutdown-phase", "10s");
		properties.put("spring.main.banner-mode", "off");
		properties.put("spring.main.log-startup-info", false);
		properties.put("spring.threads.virtual.enabled", true);
		properties.put("spring.http.codecs.max-in-memory-size", "8MB");
		properties.put("spring.jackson.deserialization.fail-on-unknown-properties", true);
		properties.put("springdoc.swagger-ui.path", "/docs");
		properties.put("management.endpoints.web.exposure.include", "health");
		properties.put("management.endpoint.health.show-components", "always");
		properties.put("management.endpoint.health.show-details", "always");
		properties.put("management.health.defaults.enabled", false);
		properties.put("management.endpoint.health.status.order", "DOWN,OUT_OF_SERVICE,UP,UNKNOWN");
		return properties;
	}

	@Bean
	WebServerFactoryCustomizer<TomcatReactiveWebServerFactory> problems() {
		return (factory) -> factory.addContextCustomizers((context) -> ((StandardHost) context.getParent())
			.setErrorReportValveClass(ProblemValve.class.getName()));
	}

	@Bean
	RunScheduler runScheduler(RunStore store, Engines engines, ServeSettings serve) {
		return new RunScheduler(store, engines, serve.concurrentRuns());
	}

	@Bean
	Submissions submissions(RunStore store) {
		return new Submissions(store);
	}

	@Bean
	EventStreams eventStreams(RunStore store, RunScheduler scheduler) {
		return new EventStreams(store, scheduler);
	}

	@Bean
	TokenFilter tokenFilter(BusSettings bus, JsonMapper json) {
		return new TokenFilter(bus.token(), json);
	}

}
