package dev.aura.kernel.replay;

import java.util.List;
import java.util.Objects;

import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.tool.ToolResult;
import dev.aura.kernel.tool.Tools;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;

/** Answers again what the tools of a run answered. */
final class RecordedTools implements Tools {

	private final Settled record;

	RecordedTools(Settled record) {
		this.record = record;
	}

	@Override
	public List<ToolSpecification> specifications() {
		return List.of();
	}

	@Override
	public ToolResult carryOut(ToolExecutionRequest request, BusCall call) {
		return result(recorded(this.record, call));
	}

	/** What was recorded under the numbers at the end of a call's key. */
	static RecordedCall recorded(Settled record, BusCall call) {
		String[] key = call.key().split("/");
		return Objects.requireNonNull(record.call(Integer.parseInt(key[1]), Integer.parseInt(key[2])), call.key());
	}

	static ToolResult result(RecordedCall recorded) {
		if (recorded.unknown()) {
			return new ToolResult.Unknown(recorded.result());
		}
		return recorded.ok() ? new ToolResult.Done(recorded.result()) : new ToolResult.Failed(recorded.result());
	}

}
