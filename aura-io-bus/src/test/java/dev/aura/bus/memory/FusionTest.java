package dev.aura.bus.memory;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FusionTest {

	@Test
	void ranksWhatBothFindWellBeforeWhatOneFinds() {
		List<Scored> fused = Fusion.fuse(List.of(new Scored(1, .9), new Scored(2, .85), new Scored(4, .5)),
				List.of(new Scored(3, 7), new Scored(2, 6)));
		assertThat(fused.stream().map(Scored::id)).containsExactly(2L, 1L, 3L, 4L);
		assertThat(fused.getFirst().score()).isCloseTo((.35 / .4 + 6.0 / 7) / 2, within(1e-12));
		assertThat(fused.getLast().score()).isZero();
	}

	@Test
	void givesOneToWhatIsFirstInBothAndHalfToWhatIsFirstInOne() {
		assertThat(Fusion.fuse(List.of(new Scored(1, .9)), List.of(new Scored(1, 7))).getFirst().score()).isCloseTo(1,
				within(1e-12));
		assertThat(Fusion.fuse(List.of(new Scored(1, .9)), List.of()).getFirst().score()).isCloseTo(.5, within(1e-12));
	}

	@Test
	void makesNoMoreOfTwoSimilaritiesThanThereIs() {
		List<Scored> fused = Fusion.fuse(List.of(new Scored(1, .62), new Scored(2, .61)), List.of());
		assertThat(fused.getFirst().score()).isCloseTo(.5, within(1e-12));
		assertThat(fused.getLast().score()).isCloseTo(.4, within(1e-12));
	}

	@Test
	void keepsScoresFromZeroToOneWhateverComesIn() {
		assertThat(Fusion.fuse(List.of(), List.of())).isEmpty();
		for (List<Scored> dense : List.of(List.of(new Scored(1, -.2)), List.of(new Scored(1, 0)),
				List.of(new Scored(1, -.1), new Scored(2, -.9)), List.of(new Scored(1, .5), new Scored(2, .5)))) {
			assertThat(Fusion.fuse(dense, List.of(new Scored(2, 3))))
				.allSatisfy((scored) -> assertThat(scored.score()).isBetween(0.0, 1.0));
		}
	}

}
