package dev.aura.bus.egress;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import dev.aura.bus.address.HostPort;
import dev.aura.bus.address.NotPublicException;

/**
 * Where one call may connect to. A name is looked up once; what it led to then is what it
 * leads to until the call ends.
 */
final class Way {

	private final AllowList allowed;

	private final Destinations destinations;

	private final Map<HostPort, FutureTask<List<InetSocketAddress>>> lookups = new ConcurrentHashMap<>();

	Way(AllowList allowed, Destinations destinations) {
		this.allowed = allowed;
		this.destinations = destinations;
	}

	boolean permits(HostPort target) {
		return this.allowed.targets().contains(target);
	}

	/** The addresses of a permitted target. */
	List<InetSocketAddress> to(HostPort target) throws UnknownHostException, NotPublicException, InterruptedException {
		try {
			return this.lookups.computeIfAbsent(target, this::lookup).get();
		}
		catch (ExecutionException ex) {
			switch (ex.getCause()) {
				case UnknownHostException unknown -> throw unknown;
				case NotPublicException notPublic -> throw notPublic;
				case null, default -> throw new IllegalStateException(ex);
			}
		}
	}

	/**
	 * A platform thread of its own: waiting for a name server holds a carrier of virtual
	 * threads, and a program could have all of them held.
	 */
	private FutureTask<List<InetSocketAddress>> lookup(HostPort target) {
		FutureTask<List<InetSocketAddress>> task = new FutureTask<>(() -> this.destinations.resolve(target));
		Thread.ofPlatform().daemon().name("egress-lookup").start(task);
		return task;
	}

}
