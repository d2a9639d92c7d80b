package dev.aura.kernel.tool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.bus.BusException;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;

/** All tools. Whatever goes wrong in a call becomes a text that the model can act on. */
public final class Toolbox implements Tools {

	private static final Set<String> READING = Set.of("read_file", "list_files", "search_files", "recall", "search_web",
			"fetch_page");

	private final Map<String, Tool<?>> tools = new LinkedHashMap<>();

	public Toolbox(BusClient bus) {
		Stream
			.of(new FsTools(bus).tools(), new SandboxTools(bus).tools(), new MemoryTools(bus).tools(),
					new WebTools(bus).tools())
			.flatMap(List::stream)
			.forEach((tool) -> this.tools.put(tool.name(), tool));
	}

	/** Whether a tool of that name changes nothing outside the kernel. */
	public static boolean reads(String tool) {
		return READING.contains(tool);
	}

	@Override
	public List<ToolSpecification> specifications() {
		return this.tools.values().stream().map(Tool::specification).toList();
	}

	@Override
	public ToolResult carryOut(ToolExecutionRequest request, BusCall call) {
		Tool<?> tool = this.tools.get(request.name());
		if (tool == null) {
			return new ToolResult.Failed("There is no tool \"" + Cut.middle(request.name(), 100)
					+ "\". Nothing was done. The tools are: " + String.join(", ", this.tools.keySet()) + ".");
		}
		try {
			return new ToolResult.Done(tool.carryOut(request.arguments(), call));
		}
		catch (ArgumentException ex) {
			return new ToolResult.Failed("Nothing was done. " + ex.getMessage());
		}
		catch (BusException ex) {
			return failure(tool, ex);
		}
	}

	private static ToolResult failure(Tool<?> tool, BusException failure) {
		return switch (failure.kind()) {
			case PROBLEM -> new ToolResult.Failed("Not done: " + failure.getMessage() + again(failure));
			case UNREACHABLE -> new ToolResult.BusGone("Nothing was done: " + failure.getMessage() + ".");
			case BROKEN, IN_FLIGHT, UNKNOWN -> tool.mutating() ? new ToolResult.Unknown("Outcome unknown: "
					+ failure.getMessage()
					+ ". It may have been done or not, and is not done again by itself: check before you repeat it.")
					: new ToolResult.Failed("No result: " + failure.getMessage() + ". It can be tried again.");
		};
	}

	private static String again(BusException failure) {
		return (failure.retryAfter() == null) ? ""
				: " It can be tried again in " + failure.retryAfter().toSeconds() + " s.";
	}

}
