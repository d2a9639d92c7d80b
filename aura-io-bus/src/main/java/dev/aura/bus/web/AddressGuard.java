package dev.aura.bus.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import dev.aura.api.ProblemType;
import dev.aura.bus.problem.ProblemException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * The only way from a name to an address. It stands where the connection is made: what it
 * answers is what is connected to, so a name that changes its address between a check and
 * a connection gains nothing.
 */
final class AddressGuard implements DnsResolver {

	/** Names that only exist inside some network; they are not even looked up. */
	private static final Pattern INSIDE = Pattern
		.compile("(.*\\.)?(localhost|localdomain|local|internal|intranet|lan|corp|home|home\\.arpa|private)");

	/**
	 * The ports that browsers refuse, so that no page speaks to a mail server and the
	 * like.
	 */
	private static final Set<Integer> PORTS = Set.of(1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53,
			69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161,
			179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989,
			990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
			6669, 6679, 6697, 10080);

	private final Set<HostPort> allowed;

	private final NameLookup names;

	/**
	 * A guard.
	 * @param allowed what may be reached whatever its address
	 */
	AddressGuard(Collection<HostPort> allowed, NameLookup names) {
		this.allowed = Set.copyOf(allowed);
		this.names = names;
	}

	/**
	 * The addresses of a host, all of them public or the host and port allowed.
	 * @throws ProblemException 403 that names the host and the rule
	 */
	@Override
	public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
		InetAddress[] addresses = this.allowed.contains(new HostPort(host, port)) ? this.names.lookup(host)
				: publicAddresses(host, port);
		return Arrays.stream(addresses).map((address) -> new InetSocketAddress(address, port)).toList();
	}

	private InetAddress[] publicAddresses(String host, int port) throws UnknownHostException {
		if (PORTS.contains(port)) {
			throw refused(host, "port " + port + " is not for web pages");
		}
		boolean literal = host.indexOf(':') >= 0 || host.matches("[\\d.]+");
		if (!literal && (host.indexOf('.') < 0 || INSIDE.matcher(host).matches())) {
			throw refused(host, "the name belongs to a private network");
		}
		InetAddress[] addresses = this.names.lookup(host);
		for (InetAddress address : addresses) {
			String rule = AddressRules.refusal(address);
			if (rule != null) {
				throw refused(host, (literal ? "it is a %s address" : "the name has a %s address").formatted(rule));
			}
		}
		return addresses;
	}

	private static ProblemException refused(String host, String rule) {
		return new ProblemException(ProblemType.NOT_ALLOWED,
				"url: %s: %s (expected: a public address)".formatted(host, rule));
	}

	/**
	 * Never used by the client, which asks with a port; it could not know of an
	 * exception.
	 */
	@Override
	public InetAddress[] resolve(String host) throws UnknownHostException {
		return publicAddresses(host, 0);
	}

	@Override
	public String resolveCanonicalHostname(String host) {
		return host;
	}

	/** Asks a name server; literal addresses are read. */
	@FunctionalInterface
	interface NameLookup {

		InetAddress[] lookup(String host) throws UnknownHostException;

	}

}
