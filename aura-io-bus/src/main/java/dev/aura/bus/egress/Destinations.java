package dev.aura.bus.egress;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

import dev.aura.bus.address.HostPort;
import dev.aura.bus.address.NotPublicException;

/** Where a name leads. */
@FunctionalInterface
interface Destinations {

	/** The addresses to connect to, in order; every one has been checked. */
	List<InetSocketAddress> resolve(HostPort target) throws UnknownHostException, NotPublicException;

}
