package dev.aura.kernel.tool;

import java.time.Duration;
import java.util.List;

import dev.aura.api.Required;
import dev.aura.api.sandbox.ExecuteRequest;
import dev.aura.api.sandbox.ExecuteResult;
import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.bus.BusClient;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import org.jspecify.annotations.Nullable;

/** Running code. */
final class SandboxTools {

	/** More than any limit of the bus, for a call that leaves the limit to the bus. */
	private static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(10);

	private static final Duration MARGIN = Duration.ofSeconds(30);

	private final BusClient bus;

	SandboxTools(BusClient bus) {
		this.bus = bus;
	}

	List<Tool<?>> tools() {
		return List.of(Tool.mutating("execute_code", """
				Runs a program in a sandbox without network; its working folder is the workspace, so it sees and
				writes the same files. Use it to compute, transform data, check a claim or test code instead of
				reckoning yourself. Print what you need to know: only stdout, stderr and the exit code come back,
				at most 16,000 characters. Costs the time that it runs.""",
				new JsonObjectSchema.Builder()
					.addEnumProperty("language", List.of("python", "bash", "javascript", "java"))
					.addStringProperty("code", "The whole program")
					.addStringProperty("stdin", "What the program reads; nothing by default")
					.addNumberProperty("timeoutSeconds", "Wall-clock limit; the sandbox's default when absent")
					.required("language", "code"),
				ExecuteArguments.class, this::execute));
	}

	private String execute(ExecuteArguments arguments, BusCall call) {
		ExecuteRequest request = new ExecuteRequest(arguments.language(), arguments.code(), arguments.stdin(),
				arguments.timeoutSeconds(), null, null, null);
		ExecuteResult result = this.bus.call(call.within(patience(arguments.timeoutSeconds())),
				(bus) -> bus.sandbox().execute(request, call.key()));
		return ending(result) + output("stdout", result.stdout()) + output("stderr", result.stderr()) + rest(result);
	}

	private static Duration patience(@Nullable Double timeoutSeconds) {
		if (timeoutSeconds == null || !(timeoutSeconds > 0 && timeoutSeconds < DEFAULT_PATIENCE.toSeconds())) {
			return DEFAULT_PATIENCE.plus(MARGIN);
		}
		return Duration.ofMillis((long) (timeoutSeconds * 1000)).plus(MARGIN);
	}

	private static String ending(ExecuteResult result) {
		String how = switch (result.outcome()) {
			case COMPLETED -> "The program ended with exit code " + result.exitCode();
			case TIMED_OUT -> "The program ran out of time and was killed";
			case KILLED -> "The program exceeded a limit and was killed";
		};
		return "%s after %d ms (sandbox: %s).".formatted(how, result.durationMillis(), result.tier());
	}

	private static String output(String name, String text) {
		return text.isEmpty() ? "\nNothing on " + name + "." : "\n" + Data.of(name, Cut.middle(text, Cut.LIMIT / 2));
	}

	private static String rest(ExecuteResult result) {
		boolean cut = result.stdout().length() > Cut.LIMIT / 2 || result.stderr().length() > Cut.LIMIT / 2;
		return (cut || result.truncated())
				? "\nThere was more output: write it to a file and read that in parts, or print less." : "";
	}

	record ExecuteArguments(String language, String code, @Nullable String stdin, @Nullable Double timeoutSeconds) {

		ExecuteArguments {
			Required.field(language, "language");
			Required.field(code, "code");
		}

	}

}
