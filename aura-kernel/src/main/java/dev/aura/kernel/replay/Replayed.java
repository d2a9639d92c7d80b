package dev.aura.kernel.replay;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What became of a replay.
 *
 * @param recorded what the run did
 * @param replayed what its replay did
 * @param differences of the tools' results; none when they were not called again
 * @param time that the replay took
 */
public record Replayed(Trace recorded, Trace replayed, List<Difference> differences, Duration time) {

	/** Whether both did the same. */
	public boolean same() {
		return this.recorded.hash().equals(this.replayed.hash());
	}

	/** Where they part; nothing when they do not. */
	public Optional<Parting> parting() {
		int longest = Math.max(this.recorded.items().size(), this.replayed.items().size());
		for (int i = 0; i < longest; i++) {
			Parting here = new Parting(this.recorded.at(i), this.replayed.at(i));
			if (!here.same()) {
				return Optional.of(here);
			}
		}
		return Optional.empty();
	}

	/**
	 * The first item that differs.
	 *
	 * @param recorded absent when the record has ended
	 * @param replayed absent when the replay has ended
	 */
	public record Parting(Trace.@Nullable Item recorded, Trace.@Nullable Item replayed) {

		private boolean same() {
			return this.recorded != null && this.replayed != null && this.recorded.same(this.replayed);
		}

		/** What was recorded, as JSON. */
		public String recordedJson() {
			return text(this.recorded);
		}

		/** What the replay did, as JSON. */
		public String replayedJson() {
			return text(this.replayed);
		}

		private static String text(Trace.@Nullable Item item) {
			return (item == null) ? "nothing" : item.content().toString();
		}

		/** The first character of their JSON that differs, counted from 0. */
		public int place() {
			String one = recordedJson();
			String other = replayedJson();
			int place = 0;
			while (place < Math.min(one.length(), other.length()) && one.charAt(place) == other.charAt(place)) {
				place++;
			}
			return place;
		}

		/** What differs, for people. */
		public String what() {
			Trace.Item item = (this.recorded != null) ? this.recorded : Objects.requireNonNull(this.replayed);
			return item.what() + ((this.recorded == null) ? ", which the run did not have"
					: (this.replayed == null) ? ", which the replay did not have" : "");
		}

	}

}
