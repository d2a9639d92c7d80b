package dev.aura.bus.egress;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.aura.api.ProblemType;
import dev.aura.bus.address.HostPort;
import dev.aura.bus.address.PublicHosts;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import org.jspecify.annotations.Nullable;

/**
 * The hosts and ports that one call may reach.
 *
 * @param targets names in their canonical spelling, never addresses
 */
public record AllowList(Set<HostPort> targets) {

	/** Nothing at all. */
	public static final AllowList NOTHING = new AllowList(Set.of());

	public AllowList {
		targets = Set.copyOf(targets);
	}

	public boolean isEmpty() {
		return this.targets.isEmpty();
	}

	/**
	 * Reads {@code host:port} pairs.
	 * @throws ProblemException 422 that names what is malformed, 403 for what no call may
	 * reach
	 */
	static AllowList parse(List<@Nullable String> entries) {
		Set<HostPort> targets = new LinkedHashSet<>();
		for (@Nullable
		String entry : entries) {
			targets.add(permitted(parse(entry)));
		}
		return new AllowList(targets);
	}

	private static HostPort parse(@Nullable String entry) {
		try {
			return HostPort.valueOf(String.valueOf(entry));
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(ProblemType.UNUSABLE_VALUE,
					"network.allow: %s (expected: host:port, such as example.org:443)"
						.formatted(Problems.abridged(String.valueOf(entry))));
		}
	}

	private static HostPort permitted(HostPort target) {
		String objection = PublicHosts.literal(target.host()) ? "it is an address"
				: PublicHosts.objection(target.host(), target.port());
		if (objection != null) {
			throw new ProblemException(ProblemType.NOT_ALLOWED,
					"network.allow: %s:%d: %s (expected: the name of a public host and a port for web pages)"
						.formatted(target.host(), target.port(), objection));
		}
		return target;
	}

}
