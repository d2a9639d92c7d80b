package dev.aura.kernel.bus;

import dev.aura.api.fs.FsApi;
import dev.aura.api.memory.MemoryApi;
import dev.aura.api.sandbox.SandboxApi;
import dev.aura.api.web.WebApi;

/** The peripherals, as proxies that speak HTTP. */
public record Peripherals(FsApi fs, SandboxApi sandbox, MemoryApi memory, WebApi web) {
}
