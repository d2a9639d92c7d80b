package dev.aura.bus.egress;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import dev.aura.api.ProblemType;
import dev.aura.bus.address.HostPort;
import dev.aura.bus.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AllowListTest {

	@Test
	void knowsAHostByOneSpelling() {
		assertThat(AllowList.parse(List.of("Example.ORG.:443", "example.org:443", "bücher.example:80")).targets())
			.containsExactlyInAnyOrder(new HostPort("example.org", 443), new HostPort("xn--bcher-kva.example", 80));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "example.org", "example.org:", ":443", "example.org:0", "example.org:65536",
			"example.org:443x", "example.org:-1", "https://example.org:443", "*.example.org:443", "a b:443",
			"user@example.org:443", "example.org:443\r\nX: y", "example..org:443", "0x7f.1:80", "127.1:80", "[::1]",
			"example.org:４４３" })
	void namesWhatIsMalformed(String entry) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> AllowList.parse(List.of(entry)))
			.satisfies((problem) -> {
				assertThat(problem.type()).isEqualTo(ProblemType.UNUSABLE_VALUE);
				assertThat(problem.detail()).startsWith("network.allow: ").contains("(expected: host:port");
			});
	}

	@Test
	void namesAnEntryThatIsNull() {
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> AllowList.parse(Collections.singletonList(null)))
			.withMessageContaining("network.allow: null (expected: host:port");
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1:80", "93.184.215.14:443", "[::1]:80", "[2606:2800:21f::1]:443",
			"169.254.169.254:80", "localhost:8100", "db.internal:80", "printer.local:443", "metadata:80",
			"example.org:25", "example.org:22" })
	void refusesWhatNoCallMayReach(String entry) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> AllowList.parse(List.of(entry)))
			.satisfies((problem) -> assertThat(problem.type()).isEqualTo(ProblemType.NOT_ALLOWED));
	}

	@Test
	void limitsItsLength() {
		Egress egress = new Egress(EgressSettings.of("aura.egress.max-destinations", "2"), (target) -> List.of());
		assertThat(egress.allowed(null).isEmpty()).isTrue();
		assertThat(egress.allowed(List.of()).isEmpty()).isTrue();
		assertThat(egress.allowed(List.of("a.example:80", "b.example:80")).targets()).hasSize(2);
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> egress.allowed(Arrays.asList("a.example:80", "b.example:80", "c.example:80")))
			.withMessageContaining("network.allow: 3 entries (expected: at most 2)");
	}

}
