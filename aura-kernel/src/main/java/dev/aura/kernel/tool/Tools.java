package dev.aura.kernel.tool;

import java.util.List;

import dev.aura.kernel.bus.BusCall;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;

/** What the model can ask for: the peripherals of a bus, or what they answered before. */
public interface Tools {

	/** What the model is told of each tool. */
	List<ToolSpecification> specifications();

	/**
	 * Carries a call out.
	 * @throws java.util.concurrent.CancellationException when this thread is interrupted
	 */
	ToolResult carryOut(ToolExecutionRequest request, BusCall call);

}
