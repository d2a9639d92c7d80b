package dev.aura.bus.problem;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Writes a problem from a filter, where no controller advice reaches. */
@Component
public class ProblemWriter {

	private final JsonMapper json;

	ProblemWriter(JsonMapper json) {
		this.json = json;
	}

	/** Writes the whole answer. */
	public void write(HttpServletResponse response, ProblemException problem) throws IOException {
		ResponseEntity<ProblemDetail> answer = Problems.response(problem);
		response.setStatus(answer.getStatusCode().value());
		answer.getHeaders().forEach((String name, List<String> values) -> response.setHeader(name, values.getFirst()));
		response.getOutputStream().write(this.json.writeValueAsBytes(answer.getBody()));
	}

}
