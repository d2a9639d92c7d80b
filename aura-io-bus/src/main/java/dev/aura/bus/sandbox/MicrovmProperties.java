package dev.aura.bus.sandbox;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The virtual machines of the microvm tier.
 *
 * @param emulation whether the processor is emulated by software, which is many times
 * slower and works everywhere
 * @param folder of the kernel and the initial root that {@code microvm/build.sh} made;
 * {@code microvm} in the state of the bus when absent
 */
@ConfigurationProperties("aura.sandbox.microvm")
record MicrovmProperties(@DefaultValue("false") boolean emulation, @Nullable Path folder) {
}
