package dev.aura.kernel.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.aura.api.ProblemType;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import tools.jackson.databind.json.JsonMapper;

/** Says as a problem what the container refuses by itself, such as a malformed path. */
public final class ProblemValve extends ErrorReportValve {

	private static final JsonMapper json = JsonMapper.builder().build();

	@Override
	protected void report(Request request, Response response, Throwable failure) {
		int status = response.getStatus();
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		ProblemType type = (status < 500) ? ProblemType.MALFORMED_REQUEST : ProblemType.INTERNAL;
		byte[] body = json.writeValueAsBytes(json.createObjectNode()
			.put("type", type.type().toString())
			.put("title", type.title())
			.put("status", status)
			.put("detail", (status < 500) ? "The request line or a header is malformed." : "The kernel failed."));
		try {
			response.setContentType("application/problem+json");
			response.setContentLength(body.length);
			response.getOutputStream().write(body);
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			// Nobody is there to be told.
			container.getLogger().debug(new String(body, StandardCharsets.UTF_8), ex);
		}
	}

}
