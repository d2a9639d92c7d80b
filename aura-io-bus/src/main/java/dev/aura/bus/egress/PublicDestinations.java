package dev.aura.bus.egress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

import dev.aura.bus.address.HostPort;
import dev.aura.bus.address.NotPublicException;
import dev.aura.bus.address.PublicHosts;

import org.springframework.stereotype.Component;

/** Leads to public addresses only. */
@Component
class PublicDestinations implements Destinations {

	private final PublicHosts hosts = new PublicHosts(InetAddress::getAllByName);

	@Override
	public List<InetSocketAddress> resolve(HostPort target) throws UnknownHostException, NotPublicException {
		return this.hosts.resolve(target.host(), target.port());
	}

}
