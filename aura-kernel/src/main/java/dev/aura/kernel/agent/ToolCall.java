package dev.aura.kernel.agent;

/**
 * A tool call that is about to be made.
 *
 * @param step counted from 1
 * @param call counted from 1 within the step
 * @param arguments as the model wrote them, JSON or not
 */
public record ToolCall(String run, int step, int call, String tool, String arguments) {

	/** Names the call for good: the bus acts once on it. */
	public String key() {
		return this.run + "/" + this.step + "/" + this.call;
	}

}
