package dev.aura.bus.sandbox;

import java.io.IOException;
import java.util.function.BooleanSupplier;

import dev.aura.api.sandbox.ExecuteRequest;
import dev.aura.api.sandbox.SessionExecuteRequest;
import dev.aura.bus.problem.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The calls that run programs, answered as server-sent events. */
@RestController
class StreamController {

	/** What the parameter means, for the document of the calls. */
	static final String MEANING = "when given, the answer is text/event-stream: stdout and stderr with {text} as they "
			+ "come, then result with what is answered otherwise, or problem";

	private static final String STREAM = "stream";

	private static final String NOT_OFF = "stream!=false";

	private final SandboxService service;

	private final SessionService sessions;

	private final ClientWatch client;

	private final JsonMapper json;

	StreamController(SandboxService service, SessionService sessions, ClientWatch client, JsonMapper json) {
		this.service = service;
		this.sessions = sessions;
		this.client = client;
		this.json = json;
	}

	@PostMapping(path = "/sandbox/execute", params = { STREAM, NOT_OFF }, produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	void execute(@RequestBody ExecuteRequest request, HttpServletResponse response) throws IOException {
		stream(response, (unwanted, sink) -> this.service.execute(request, unwanted, sink));
	}

	@PostMapping(path = "/sandbox/sessions/{id}/execute", params = { STREAM, NOT_OFF },
			produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	void execute(@PathVariable String id, @RequestBody SessionExecuteRequest request, HttpServletResponse response)
			throws IOException {
		stream(response, (unwanted, sink) -> this.sessions.execute(id, request, unwanted, sink));
	}

	private void stream(HttpServletResponse response, Execution execution) throws IOException {
		BooleanSupplier gone = this.client.gone();
		try (EventStream events = new EventStream(response, this.json)) {
			BooleanSupplier unwanted = () -> events.broken() || gone.getAsBoolean();
			try {
				events.result(Interruptible.call(() -> execution.run(unwanted, events)));
			}
			catch (ProblemException ex) {
				if (!events.begun()) {
					throw ex;
				}
				events.problem(ex);
			}
		}
	}

	/** The execution of a program, whose output goes to a sink as it comes. */
	private interface Execution {

		Object run(BooleanSupplier unwanted, OutputSink sink) throws InterruptedException;

	}

}
