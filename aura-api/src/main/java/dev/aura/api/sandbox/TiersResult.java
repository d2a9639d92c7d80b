package dev.aura.api.sandbox;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The isolation tiers, strongest first.
 *
 * @param setting the value of {@code AURA_SANDBOX} in force
 * @param active the tier that runs programs; absent when none can
 * @param tiers every tier that Aura knows
 * @param warm the isolates of the active tier that wait for programs; absent where none
 * may
 */
public record TiersResult(String setting, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String active,
		List<Tier> tiers, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Warm> warm) {

	/**
	 * One tier.
	 *
	 * @param name as in {@code AURA_SANDBOX}
	 * @param available whether it passed its probe at boot
	 * @param isolation one sentence on what it promises
	 * @param degraded which of its limits does not hold on this machine, and what would
	 * make it hold; absent when all do
	 * @param reason why it is not available, and what would make it so; absent when it is
	 * @param noNetwork why it can open no hosts to a program that asks for them; absent
	 * when it can, or is not available
	 */
	public record Tier(String name, boolean available, String isolation,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String degraded,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String noNetwork) {
	}

	/**
	 * What waits in one language.
	 *
	 * @param waiting how many wait now
	 * @param wanted how many should
	 * @param bytes of memory that they hold together
	 */
	public record Warm(String language, long waiting, int wanted, long bytes) {
	}

}
