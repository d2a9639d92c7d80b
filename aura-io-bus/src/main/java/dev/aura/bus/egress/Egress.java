package dev.aura.bus.egress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/** Gives single calls a way to the network. */
@Component
public class Egress {

	private final EgressProperties properties;

	private final Destinations destinations;

	Egress(EgressProperties properties, Destinations destinations) {
		this.properties = properties;
		this.destinations = destinations;
	}

	/**
	 * What a call asks for.
	 * @param entries {@code host:port} pairs; none when absent
	 * @throws ProblemException 422 that names what cannot be used, 403 for what no call
	 * may reach
	 */
	public AllowList allowed(@Nullable List<@Nullable String> entries) {
		if (entries == null) {
			return AllowList.NOTHING;
		}
		if (entries.size() > this.properties.maxDestinations()) {
			throw new ProblemException(ProblemType.UNUSABLE_VALUE, "network.allow: %d entries (expected: at most %d)"
				.formatted(entries.size(), this.properties.maxDestinations()));
		}
		return AllowList.parse(entries);
	}

	/**
	 * Opens a proxy for one call.
	 * @param socket where it listens; a file that is not there yet
	 * @param call what the log knows the call by
	 */
	public EgressProxy open(Path socket, AllowList allowed, String call) throws IOException {
		return EgressProxy.open(socket, new Way(allowed, this.destinations), this.properties, call);
	}

}
