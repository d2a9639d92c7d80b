package dev.aura.bus.http;

import java.nio.file.Path;
import java.util.Map;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.aura.bus.TestBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class RequestLogTest {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	@Test
	void writesOneLineACallWithoutTokensQueriesOrBodies(@TempDir Path directory) {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		try (TestBus bus = TestBus.start(directory)) {
			((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
			bus.send(bus.request("/fs/read?path=query-secret")
				.header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01"));
			bus.post("/fs/write", Map.of("path", "a", "content", "body-secret"));
			bus.post("/fs/write", Map.of("path", "a", "content", 7, "member-secret", "x"));
			bus.post("/memory/query", Map.of("query", "question-secret", "k", "value-secret"));
			bus.send(bus.request("/fs/list?token=query-secret").setHeader("Authorization", "Bearer wrong-secret"));
			bus.send(bus.request("/nowhere").header("Idempotency-Key", "key-secret").DELETE());
		}
		assertThat(log.list.stream().filter((event) -> event.getLoggerName().equals("aura.calls")))
			.extracting(ILoggingEvent::getFormattedMessage)
			.hasSize(6)
			.anyMatch(
					(line) -> line.contains("method=GET path=/fs/read status=404") && line.endsWith("trace=" + TRACE));
		assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage)
			.noneMatch((line) -> line.contains(TestBus.TOKEN) || line.contains("-secret"));
	}

}
