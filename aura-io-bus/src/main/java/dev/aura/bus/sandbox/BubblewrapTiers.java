package dev.aura.bus.sandbox;

import java.nio.file.Path;

import dev.aura.bus.AuraProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The tiers that are bubblewrap around something. */
@Configuration(proxyBeanMethods = false)
class BubblewrapTiers {

	@Bean
	BubblewrapTier bubblewrapTier(AuraProperties aura, SandboxProperties properties, Supervisor supervisor,
			CallFolders folders, Launcher thread, EgressSockets sockets) {
		return new BubblewrapTier(new ProgramInterior(), aura, properties, supervisor, folders, thread, sockets);
	}

	@Bean
	BubblewrapTier microvmTier(AuraProperties aura, SandboxProperties properties, MicrovmProperties machine,
			Supervisor supervisor, CallFolders folders, Launcher thread, EgressSockets sockets) {
		Path folder = (machine.folder() != null) ? machine.folder() : aura.home().resolve("microvm");
		return new BubblewrapTier(new MicrovmInterior(properties, machine, folder.toAbsolutePath()), aura, properties,
				supervisor, folders, thread, sockets);
	}

	@Bean
	BubblewrapTier gvisorTier(AuraProperties aura, SandboxProperties properties, Supervisor supervisor,
			CallFolders folders, Launcher thread, EgressSockets sockets) {
		return new BubblewrapTier(new GvisorInterior(properties), aura, properties, supervisor, folders, thread,
				sockets);
	}

}
