package dev.aura.bus.sandbox;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.aura.api.ProblemType;
import dev.aura.api.sandbox.TiersResult;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Chooses the tier that runs programs: the one that the setting names, or the strongest
 * that passes its probe and is quick enough. A tier that was named and fails is not
 * replaced by a weaker one.
 */
@Component
class Tiers {

	private static final Logger log = LoggerFactory.getLogger(Tiers.class);

	private final SandboxProperties properties;

	private final Map<TierName, SandboxTier> known;

	private final Background<Choice> choice = new Background<>(this::choose);

	Tiers(SandboxProperties properties, List<SandboxTier> known) {
		this.properties = properties;
		this.known = known.stream().collect(Collectors.toMap(SandboxTier::name, Function.identity()));
	}

	@EventListener(ApplicationReadyEvent.class)
	void probe() {
		this.choice.start("sandbox-probe");
	}

	private Choice choose() throws InterruptedException {
		Map<TierName, String> reasons = new EnumMap<>(TierName.class);
		Map<TierName, String> degraded = new EnumMap<>(TierName.class);
		SandboxTier active = null;
		for (TierName name : TierName.values()) {
			switch (probe(name)) {
				case SandboxTier.Probe.Failed(String reason) -> reasons.put(name, reason);
				case SandboxTier.Probe.TooSlow(Duration took) -> reasons.put(name, tooSlow(name, took));
				case SandboxTier.Probe.Passed(String less) -> {
					active = (active != null) ? active : this.known.get(name);
					if (less != null) {
						degraded.put(name, less);
					}
				}
			}
		}
		Choice made = new Choice(active, reasons, degraded);
		report(made);
		return made;
	}

	/** Probes a tier that may run programs. */
	private SandboxTier.Probe probe(TierName name) throws InterruptedException {
		SandboxTier tier = this.known.get(name);
		if (tier == null) {
			return new SandboxTier.Probe.Failed(name.wire() + " is not part of this version");
		}
		if (name == TierName.PROCESS && !this.properties.names(name)) {
			return new SandboxTier.Probe.Failed("no isolation: used only when AURA_SANDBOX=process names it");
		}
		if (!this.properties.auto() && !this.properties.names(name)) {
			return new SandboxTier.Probe.Failed("not probed: AURA_SANDBOX is " + this.properties.tier());
		}
		return tier.probe(budget(name));
	}

	/** Only where there is a choice and something weaker that isolates. */
	private Duration budget(TierName name) {
		return (this.properties.auto() && name.compareTo(TierName.BUBBLEWRAP) < 0) ? this.properties.autoBudget()
				: ChronoUnit.FOREVER.getDuration();
	}

	private String tooSlow(TierName name, Duration took) {
		return "a program that does nothing took %d ms, more than auto allows (aura.sandbox.auto-budget is %d ms); AURA_SANDBOX=%s uses it all the same"
			.formatted(took.toMillis(), this.properties.autoBudget().toMillis(), name.wire());
	}

	private static void report(Choice choice) {
		if (choice.active() == null) {
			log.warn("The sandbox runs no programs: {}", choice.reasons());
		}
		else if (choice.active().name() == TierName.PROCESS) {
			log.warn("AURA_SANDBOX=process: programs run with the rights of the bus. This is not isolation.");
		}
		else {
			log.info("The sandbox runs programs in tier {}", choice.active().name().wire());
			choice.degraded().forEach((name, less) -> log.warn("Tier {} is degraded: {}", name.wire(), less));
		}
	}

	/**
	 * The tier that runs programs.
	 * @throws ProblemException 503 when there is none, with the reason of every tier
	 */
	SandboxTier active() throws InterruptedException {
		Choice made = this.choice.await();
		if (made.active() == null) {
			throw new ProblemException(ProblemType.UNAVAILABLE, explanation(made)).with("reasons", wire(made));
		}
		return made.active();
	}

	/** One sentence on why no tier runs programs. */
	private String explanation(Choice made) {
		String named = made.reasons()
			.entrySet()
			.stream()
			.filter((entry) -> this.properties.auto() ? this.known.containsKey(entry.getKey())
					: this.properties.names(entry.getKey()))
			.map((entry) -> entry.getKey().wire() + ": " + entry.getValue())
			.collect(Collectors.joining("; "));
		return "No tier of the sandbox can run programs (AURA_SANDBOX is %s). %s.".formatted(this.properties.tier(),
				named);
	}

	private static Map<String, String> wire(Choice made) {
		Map<String, String> reasons = new LinkedHashMap<>();
		made.reasons().forEach((name, reason) -> reasons.put(name.wire(), reason));
		return reasons;
	}

	/**
	 * Every tier and why it does not run programs.
	 * @param warm what waits for programs
	 */
	TiersResult result(@Nullable List<TiersResult.Warm> warm) throws InterruptedException {
		Choice made = this.choice.await();
		List<TiersResult.Tier> tiers = new ArrayList<>();
		for (TierName name : TierName.values()) {
			String reason = made.reasons().get(name);
			SandboxTier tier = (reason == null) ? this.known.get(name) : null;
			tiers.add(new TiersResult.Tier(name.wire(), reason == null, name.isolation(), made.degraded().get(name),
					reason, (tier != null) ? tier.networkObjection().orElse(null) : null));
		}
		return new TiersResult(this.properties.tier(), (made.active() != null) ? made.active().name().wire() : null,
				tiers, warm);
	}

	/** What {@link #active} would answer, without waiting: nothing during the probe. */
	Optional<Standing> standing() {
		Choice made = this.choice.peek();
		return Optional.ofNullable(made)
			.map((known) -> (known.active() != null) ? new Standing(known.active().name().wire(), null)
					: new Standing(null, explanation(known)));
	}

	private record Choice(@Nullable SandboxTier active, Map<TierName, String> reasons, Map<TierName, String> degraded) {
	}

	/**
	 * Whether programs can be run.
	 *
	 * @param tier the active tier; absent when there is none
	 * @param reason why there is none; absent otherwise
	 */
	record Standing(@Nullable String tier, @Nullable String reason) {
	}

}
