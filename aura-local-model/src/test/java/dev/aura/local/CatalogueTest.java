package dev.aura.local;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CatalogueTest {

	private final Catalogue catalogue = Catalogue.builtIn();

	@Test
	void everyModelHasAChecksumAndAHubAddress() {
		assertThat(this.catalogue.models()).allSatisfy((model) -> {
			assertThat(model.sha256()).matches("[0-9a-f]{64}");
			assertThat(model.hub()).contains("/resolve/").endsWith(model.file());
			assertThat(model.ramMegabytes() * 1_000_000L).isGreaterThan(model.bytes());
		});
	}

	@Test
	void namesAreDistinctAndInLowerCase() {
		assertThat(new HashSet<>(this.catalogue.names())).hasSameSizeAs(this.catalogue.names());
		assertThat(this.catalogue.names()).allMatch((name) -> name.equals(name.toLowerCase()));
		assertThat(this.catalogue.named("SmolLM2-135M-Instruct")).isPresent();
	}

	@Test
	void picksByFreeMemoryTheMostUsefulFirst() {
		assertThat(this.catalogue.fitting(16_000_000_000L).getFirst().name()).isEqualTo("qwen2.5-1.5b-instruct");
		assertThat(this.catalogue.fitting(2_000_000_000L).getFirst().name()).isEqualTo("qwen2.5-0.5b-instruct");
		assertThat(this.catalogue.fitting(500_000_000L).getFirst().name()).isEqualTo("smollm2-135m-instruct");
		assertThat(this.catalogue.fitting(100_000_000L)).isEmpty();
	}

	@Test
	void choosesByItselfOnlyWhatAnybodyMayUse() {
		List<CatalogueModel> chosen = this.catalogue.fitting(Long.MAX_VALUE);

		assertThat(chosen).allMatch((model) -> model.licence().equals("Apache-2.0"));
		assertThat(chosen).isSortedAccordingTo(Comparator.comparingLong(CatalogueModel::bytes).reversed());
	}

}
