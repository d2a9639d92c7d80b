package dev.aura.bus.problem;

import java.io.IOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the container refuses before any filter sees it, such as a malformed
 * request line. Named in the configuration of the container, which makes it by
 * reflection.
 */
public class ProblemErrorValve extends ErrorReportValve {

	@Override
	protected void report(Request request, Response response, @Nullable Throwable failure) {
		int status = response.getStatus();
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		ProblemException problem = new ProblemException(ProblemTypes.of(status), ProblemTypes.of(status).title() + ".");
		try {
			response.setContentType("application/problem+json");
			response.setCharacterEncoding("UTF-8");
			response.getReporter()
				.write("{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
					.formatted(problem.type().type(), problem.type().title(), status, problem.detail()));
			response.finishResponse();
		}
		catch (IOException gone) {
			getContainer().getLogger().debug("The client went away", gone);
		}
	}

}
