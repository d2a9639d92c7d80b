package dev.aura.kernel.approve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.aura.kernel.agent.AgentEvent;
import dev.aura.kernel.agent.ToolCall;
import dev.aura.kernel.agent.ToolDecision;
import dev.aura.kernel.bus.BusClient;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the tool calls of one run: by the rules, else by the mode, and where those
 * say so by asking a person. What a person decided is among the run's events, so it
 * outlives the process and the settings; it holds for what was shown and nothing else.
 */
public final class Approvals {

	private final ApproveMode mode;

	private final Rules rules;

	private final Workspace workspace;

	private final Asker asker;

	private final Consumer<AgentEvent> events;

	/** Of earlier lives: calls that were begun, which must not be decided anew. */
	private final Set<String> begun = new HashSet<>();

	private final Map<String, AgentEvent.Decided> decided = new ConcurrentHashMap<>();

	private final Set<String> toolsForRun = ConcurrentHashMap.newKeySet();

	/** A call is asked about once and then carried out: the answer has to be the same. */
	private final Map<String, ToolDecision> settled = new ConcurrentHashMap<>();

	/**
	 * The approvals of a run.
	 * @param trace of the run, for looking at the workspace
	 * @param earlier what happened in the run so far
	 * @param events hears what is decided
	 */
	public Approvals(ApproveMode mode, Rules rules, BusClient bus, String trace, Asker asker, List<AgentEvent> earlier,
			Consumer<AgentEvent> events) {
		this.mode = mode;
		this.rules = rules;
		this.workspace = new Workspace(bus, trace);
		this.asker = asker;
		this.events = events;
		earlier.forEach(this::remember);
	}

	private void remember(AgentEvent event) {
		switch (event) {
			case AgentEvent.ToolCalled called -> this.begun.add(key(called.step(), called.call()));
			case AgentEvent.Decided decision -> {
				this.decided.put(key(decision.step(), decision.call()), decision);
				if (decision.allowed() && decision.forRun()) {
					this.toolsForRun.add(decision.tool());
				}
			}
			default -> {
				// Nothing to do with approvals.
			}
		}
	}

	/** Decides on a call. */
	public ToolDecision decide(ToolCall call) {
		String key = key(call.step(), call.call());
		ToolDecision known = this.settled.get(key);
		if (known != null) {
			return known;
		}
		ToolDecision decision = this.begun.contains(key) ? new ToolDecision.Allowed() : consider(call);
		if (!(decision instanceof ToolDecision.Asked)) {
			this.settled.put(key, decision);
		}
		return decision;
	}

	private ToolDecision consider(ToolCall call) {
		AgentEvent.Decided earlier = this.decided.get(key(call.step(), call.call()));
		if (earlier != null && !earlier.allowed()) {
			return decision(earlier);
		}
		Target target = Target.of(call.tool(), call.arguments());
		Optional<Rule> rule = this.rules.about(target);
		if (rule.isPresent() && rule.get().decision() == Rule.Decision.DENY) {
			return new ToolDecision.Denied(reason("The policy does not allow this", rule.get().reason()));
		}
		// What a person was asked about stays theirs to decide, whatever the mode is by
		// now.
		boolean ask = rule.map((about) -> about.decision() == Rule.Decision.ASK)
			.orElseGet(() -> earlier != null || asks(target));
		return (ask && !this.toolsForRun.contains(call.tool())) ? ask(call, target, earlier)
				: new ToolDecision.Allowed();
	}

	private boolean asks(Target target) {
		return switch (this.mode) {
			case NEVER -> false;
			case RISKY -> Risk.of(target, this.workspace);
			case ALWAYS -> true;
		};
	}

	private ToolDecision ask(ToolCall call, Target target, AgentEvent.@Nullable Decided earlier) {
		String question = Preview.of(target, this.workspace);
		if (earlier != null && earlier.question().equals(digest(question))) {
			return decision(earlier);
		}
		Optional<Verdict> verdict = this.asker.ask(call.tool(), question);
		if (verdict.isEmpty()) {
			return new ToolDecision.Asked(question);
		}
		AgentEvent.Decided decision = decided(call.step(), call.call(), call.tool(), question, verdict.get());
		this.events.accept(decision);
		remember(decision);
		return decision(decision);
	}

	private static ToolDecision decision(AgentEvent.Decided decided) {
		return decided.allowed() ? new ToolDecision.Allowed()
				: new ToolDecision.Denied(reason("The person does not allow this", decided.reason()));
	}

	private static String reason(String who, @Nullable String reason) {
		return (reason == null || reason.isBlank()) ? who + "." : who + ": " + reason;
	}

	/** A verdict as an event of the run. */
	public static AgentEvent.Decided decided(int step, int call, String tool, String question, Verdict verdict) {
		return new AgentEvent.Decided(step, call, tool, verdict.allowed(), verdict.forRun(), verdict.reason(),
				digest(question));
	}

	private static String digest(String question) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(question.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String key(int step, int call) {
		return step + "/" + call;
	}

}
