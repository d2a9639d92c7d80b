package dev.aura.kernel.tool;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.bus.BusSettings;
import dev.aura.kernel.settings.Secret;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ToolboxTest {

	@Test
	void knowsWhichToolsOnlyRead() {
		BusClient bus = new BusClient(new BusSettings(URI.create("http://127.0.0.1:9"), new Secret("t")));
		List<Tool<?>> tools = Stream
			.of(new FsTools(bus).tools(), new SandboxTools(bus).tools(), new MemoryTools(bus).tools(),
					new WebTools(bus).tools())
			.flatMap(List::stream)
			.toList();

		assertThat(new Toolbox(bus).specifications()).hasSameSizeAs(tools);
		assertThat(tools)
			.allSatisfy((tool) -> assertThat(Toolbox.reads(tool.name())).as(tool.name()).isEqualTo(!tool.mutating()));
	}

}
