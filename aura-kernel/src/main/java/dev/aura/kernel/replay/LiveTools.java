package dev.aura.kernel.replay;

import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.tool.ToolResult;
import dev.aura.kernel.tool.Tools;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;

/**
 * Makes the calls of a run again and notes where they come to something else. How long a
 * program ran, and the id and age of a memory, are different every time and count as the
 * same.
 */
final class LiveTools implements Tools {

	private static final Pattern VOLATILE = Pattern.compile(
			"(?m)^(The program .* after )\\d+( ms \\(sandbox: )|^(\\[id )[^,]+(, score [\\d.]+, )(?:just now|\\d+ \\w+ ago)");

	private final Tools tools;

	private final Settled record;

	private final Queue<Difference> differences = new ConcurrentLinkedQueue<>();

	private volatile boolean busGone;

	LiveTools(Tools tools, Settled record) {
		this.tools = tools;
		this.record = record;
	}

	@Override
	public List<ToolSpecification> specifications() {
		return List.of();
	}

	@Override
	public ToolResult carryOut(ToolExecutionRequest request, BusCall call) {
		RecordedCall recorded = RecordedTools.recorded(this.record, call);
		ToolResult live = this.tools.carryOut(request, call);
		if (live instanceof ToolResult.BusGone) {
			this.busGone = true;
			return live;
		}
		ToolResult before = RecordedTools.result(recorded);
		if (same(before, live)) {
			return before;
		}
		this.differences.add(new Difference(recorded.step(), recorded.call(), request.name(), request.arguments(),
				before.text(), live.text()));
		return live;
	}

	/** Whether a call was not made because the bus is not there. */
	boolean busGone() {
		return this.busGone;
	}

	/** In the order of the calls. */
	List<Difference> differences() {
		return this.differences.stream()
			.sorted(Comparator.comparingInt(Difference::step).thenComparingInt(Difference::call))
			.toList();
	}

	private static boolean same(ToolResult before, ToolResult live) {
		return before.getClass() == live.getClass() && steady(before.text()).equals(steady(live.text()));
	}

	private static String steady(String text) {
		return VOLATILE.matcher(text).replaceAll("$1$2$3$4");
	}

}
