package dev.aura.kernel.replay;

import java.util.List;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;

/**
 * A tool call that came to another result than it did in the run.
 *
 * @param step counted from 1
 * @param call counted from 1 within the step
 * @param arguments as the model wrote them
 * @param recorded what the model read in the run
 * @param live what the tool answers now
 */
public record Difference(int step, int call, String tool, String arguments, String recorded, String live) {

	private static final int CONTEXT_LINES = 3;

	/** Both results as a unified diff. */
	public String diff() {
		List<String> lines = this.recorded.lines().toList();
		List<String> diff = UnifiedDiffUtils.generateUnifiedDiff("recorded", "live", lines,
				DiffUtils.diff(lines, this.live.lines().toList()), CONTEXT_LINES);
		return diff.isEmpty() ? "(the text is the same; whether it was done is not)" : String.join("\n", diff);
	}

}
