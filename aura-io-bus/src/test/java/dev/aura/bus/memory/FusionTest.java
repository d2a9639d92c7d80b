package dev.aura.bus.memory;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FusionTest {

	@Test
	void ranksWhatBothFindBeforeWhatOneFinds() {
		List<Scored> fused = Fusion.fuse(List.of(new Scored(1, .9), new Scored(2, .8)),
				List.of(new Scored(3, 7), new Scored(2, 5)));
		assertThat(fused.stream().map(Scored::id)).containsExactly(2L, 1L, 3L);
	}

	@Test
	void givesOneToWhatIsFirstInBothAndHalfToWhatIsFirstInOne() {
		assertThat(Fusion.fuse(List.of(new Scored(1, .9)), List.of(new Scored(1, 7))).getFirst().score()).isCloseTo(1,
				within(1e-12));
		assertThat(Fusion.fuse(List.of(new Scored(1, .9)), List.of()).getFirst().score()).isCloseTo(.5, within(1e-12));
	}

}
