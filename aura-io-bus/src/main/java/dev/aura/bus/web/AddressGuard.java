package dev.aura.bus.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import dev.aura.api.ProblemType;
import dev.aura.bus.address.HostPort;
import dev.aura.bus.address.NotPublicException;
import dev.aura.bus.address.PublicHosts;
import dev.aura.bus.problem.ProblemException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Stands where the connection is made: what it answers is what is connected to. It knows
 * public hosts, and those that the settings except.
 */
final class AddressGuard implements DnsResolver {

	private final Set<HostPort> allowed;

	private final PublicHosts.NameLookup names;

	private final PublicHosts hosts;

	/**
	 * A guard.
	 * @param allowed what may be reached whatever its address
	 */
	AddressGuard(Collection<HostPort> allowed, PublicHosts.NameLookup names) {
		this.allowed = Set.copyOf(allowed);
		this.names = names;
		this.hosts = new PublicHosts(names);
	}

	/**
	 * The addresses of a host, all of them public or the host and port allowed.
	 * @throws ProblemException 403 that names the host and the rule
	 */
	@Override
	public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
		if (this.allowed.contains(new HostPort(host, port))) {
			return Arrays.stream(this.names.lookup(host))
				.map((address) -> new InetSocketAddress(address, port))
				.toList();
		}
		try {
			return this.hosts.resolve(host, port);
		}
		catch (NotPublicException ex) {
			throw new ProblemException(ProblemType.NOT_ALLOWED,
					"url: %s: %s (expected: a public address)".formatted(host, ex.rule()));
		}
	}

	/**
	 * Never used by the client, which asks with a port; it could not know of an
	 * exception.
	 */
	@Override
	public InetAddress[] resolve(String host) throws UnknownHostException {
		return resolve(host, 0).stream().map(InetSocketAddress::getAddress).toArray(InetAddress[]::new);
	}

	@Override
	public String resolveCanonicalHostname(String host) {
		return host;
	}

}
