package dev.aura.bus.address;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The only way from a name to an address. Whoever connects to what it answers, and to
 * nothing else, gains nothing from a name that changes its address after the check.
 */
public final class PublicHosts {

	/** Names that only exist inside some network; they are not even looked up. */
	private static final Pattern INSIDE = Pattern
		.compile("(.*\\.)?(localhost|localdomain|local|internal|intranet|lan|corp|home|home\\.arpa|private)");

	/**
	 * The ports that browsers refuse, so that nobody speaks to a mail server and the like
	 * through us.
	 */
	private static final Set<Integer> PORTS = Set.of(1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53,
			69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161,
			179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989,
			990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
			6669, 6679, 6697, 10080);

	private final NameLookup names;

	public PublicHosts(NameLookup names) {
		this.names = names;
	}

	/**
	 * The addresses of a host, all of them public.
	 * @param host in its canonical spelling, see {@link HostName}
	 */
	public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException, NotPublicException {
		String objection = objection(host, port);
		if (objection != null) {
			throw new NotPublicException(objection);
		}
		InetAddress[] addresses = this.names.lookup(host);
		for (InetAddress address : addresses) {
			String rule = AddressRules.refusal(address);
			if (rule != null) {
				throw new NotPublicException(
						(literal(host) ? "it is a %s address" : "the name has a %s address").formatted(rule));
			}
		}
		return Arrays.stream(addresses).map((address) -> new InetSocketAddress(address, port)).toList();
	}

	/**
	 * Why a host is refused by its name or port already; null when it is not.
	 * @param host in its canonical spelling
	 */
	public static @Nullable String objection(String host, int port) {
		if (PORTS.contains(port)) {
			return "port " + port + " is not for web pages";
		}
		return (!literal(host) && (host.indexOf('.') < 0 || INSIDE.matcher(host).matches()))
				? "the name belongs to a private network" : null;
	}

	/**
	 * Whether a host is an address.
	 * @param host in its canonical spelling
	 */
	public static boolean literal(String host) {
		return host.indexOf(':') >= 0 || host.matches("[\\d.]+");
	}

	/** Asks a name server; literal addresses are read. */
	@FunctionalInterface
	public interface NameLookup {

		InetAddress[] lookup(String host) throws UnknownHostException;

	}

}
