package dev.aura.bus.egress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

import dev.aura.bus.address.HostPort;
import dev.aura.bus.address.NotPublicException;
import dev.aura.bus.address.PublicHosts;

import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;

/**
 * Leads one name to a server of a test on loopback, others where they lead outside of
 * tests, with a name server that knows one name of a private network. A bus has it when
 * {@code spring.main.sources} names it.
 */
@Primary
class PinnedDestinations implements Destinations {

	/** The port of the server that {@code site.example} leads to. */
	static final String PORT = "test.pinned-port";

	private final Environment environment;

	private final PublicHosts others = new PublicHosts(PinnedDestinations::lookup);

	PinnedDestinations(Environment environment) {
		this.environment = environment;
	}

	private static InetAddress[] lookup(String host) throws UnknownHostException {
		if (host.equals("rebound.example")) {
			return new InetAddress[] { InetAddress.getLoopbackAddress() };
		}
		throw new UnknownHostException(host);
	}

	@Override
	public List<InetSocketAddress> resolve(HostPort target) throws UnknownHostException, NotPublicException {
		return target.host().equals("site.example")
				? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(),
						this.environment.getRequiredProperty(PORT, Integer.class)))
				: this.others.resolve(target.host(), target.port());
	}

}
