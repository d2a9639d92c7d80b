package dev.aura.kernel.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Removes old runs, and of the others what nobody needs. A run that somebody carries is
 * left alone, and nobody can take one up while something is done to it. A part of a run
 * stays as long as that can go on.
 */
public final class Retention {

	/** What is being deleted has the name of a run no more. */
	private static final String REMOVED = "removed-";

	private final Path folder;

	private final Rules rules;

	/**
	 * The retention of a home.
	 * @param home {@code AURA_HOME}
	 */
	public Retention(Path home, Rules rules) {
		this.folder = home.toAbsolutePath().normalize().resolve("runs");
		this.rules = rules;
	}

	/**
	 * What is to be done.
	 *
	 * @param before runs that ended later stay
	 * @param newest so many runs that could be removed stay, the newest
	 * @param resumable whether runs that could still be resumed are removed like the
	 * others
	 * @param compact whether the journals of answered runs that stay are compressed
	 * @param dry whether to say only what would be done
	 */
	public record Rules(Instant before, int newest, boolean resumable, boolean compact, boolean dry) {
	}

	/** What was done to a run. */
	public enum Action {

		/** It is gone. */
		REMOVED,
		/** Its journal and long texts are compressed. */
		COMPACTED,
		/** Files are gone that its journal does not name. */
		TIDIED

	}

	/**
	 * One run to which something was done.
	 *
	 * @param run its id
	 * @param status how far it had come; {@code never begun} when it has no task
	 * @param ended when something happened in it last
	 * @param bytes that this freed; before it is done, how many it concerns
	 */
	public record Done(String run, Action action, String status, Instant ended, long bytes) {
	}

	/** Carries it out, from the newest run to the oldest. */
	public List<Done> carryOut() {
		try {
			deleteLeftovers();
			List<Done> done = new ArrayList<>();
			List<Remains> all = remains();
			Set<RunId> going = going(all);
			for (Remains run : all) {
				treat(run, going.contains(run.id())).ifPresent(done::add);
			}
			return done;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"the runs in %s cannot be pruned: %s".formatted(this.folder, ex.getMessage()), ex);
		}
	}

	/** All runs, the newest first. */
	private List<Remains> remains() throws IOException {
		List<Remains> all = new ArrayList<>();
		for (RunId id : runs()) {
			all.add(Remains.of(id, this.folder.resolve(id.value())));
		}
		return all;
	}

	/** The runs that are to be removed. */
	private Set<RunId> going(List<Remains> all) throws IOException {
		Set<RunId> going = new HashSet<>();
		int kept = 0;
		for (Remains run : all) {
			boolean mayGo = run.over() || this.rules.resumable();
			if (mayGo && kept >= this.rules.newest() && run.ended().isBefore(this.rules.before())) {
				going.add(run.id());
			}
			else {
				kept += mayGo ? 1 : 0;
			}
		}
		Map<RunId, Remains> byId = all.stream().collect(Collectors.toMap(Remains::id, Function.identity()));
		// A run before its parts, which are newer.
		for (Remains run : all.reversed()) {
			if (going.contains(run.id()) && isCounted(run, byId, going)) {
				going.remove(run.id());
			}
		}
		return going;
	}

	/**
	 * Whether a run that stays and can go on is charged with what another spent, which is
	 * a part of it, or of a part.
	 */
	private static boolean isCounted(Remains run, Map<RunId, Remains> byId, Set<RunId> going) throws IOException {
		Set<RunId> seen = new HashSet<>();
		Optional<RunId> above = run.parent();
		while (above.isPresent() && byId.containsKey(above.get()) && seen.add(above.get())) {
			Remains whole = byId.get(above.get());
			if (!whole.over() && !going.contains(whole.id())) {
				return true;
			}
			above = whole.parent();
		}
		return false;
	}

	private List<RunId> runs() throws IOException {
		if (!Files.isDirectory(this.folder)) {
			return List.of();
		}
		try (Stream<Path> folders = Files.list(this.folder)) {
			return folders.map((path) -> RunId.of(path.getFileName().toString()))
				.flatMap(Optional::stream)
				.sorted(Comparator.reverseOrder())
				.toList();
		}
	}

	/** Only who has something to do takes the lease: a run that begins needs it. */
	private Optional<Done> treat(Remains run, boolean goes) throws IOException {
		if (Lease.isHeld(run.folder()) || plan(run, goes).isEmpty()) {
			return Optional.empty();
		}
		if (this.rules.dry()) {
			return plan(run, goes);
		}
		Lease lease = Lease.take(run.folder()).orElse(null);
		if (lease == null) {
			return Optional.empty();
		}
		try (lease) {
			Optional<Done> plan = plan(run, goes);
			return plan.isEmpty() ? plan : Optional.of(carryOut(run, plan.get()));
		}
	}

	private Optional<Done> plan(Remains run, boolean goes) throws IOException {
		if (goes) {
			return Optional.of(run.done(Action.REMOVED, run.size()));
		}
		if (this.rules.compact() && run.compactable()) {
			return Optional.of(run.done(Action.COMPACTED, run.size()));
		}
		long unnamed = run.unnamedBytes();
		return (unnamed > 0) ? Optional.of(run.done(Action.TIDIED, unnamed)) : Optional.empty();
	}

	private Done carryOut(Remains run, Done plan) throws IOException {
		return switch (plan.action()) {
			case REMOVED -> {
				Path removed = this.folder.resolve(REMOVED + run.id());
				Files.move(run.folder(), removed, StandardCopyOption.ATOMIC_MOVE);
				JournalFile.forceFolder(this.folder);
				delete(removed);
				yield plan;
			}
			case COMPACTED -> {
				run.deleteUnnamed();
				run.compact();
				yield run.done(Action.COMPACTED, plan.bytes() - run.size());
			}
			case TIDIED -> {
				run.deleteUnnamed();
				yield plan;
			}
		};
	}

	/** What a pruning left that was killed. */
	private void deleteLeftovers() throws IOException {
		if (this.rules.dry() || !Files.isDirectory(this.folder)) {
			return;
		}
		List<Path> leftovers;
		try (Stream<Path> folders = Files.list(this.folder)) {
			leftovers = folders.filter((path) -> path.getFileName().toString().startsWith(REMOVED)).toList();
		}
		for (Path leftover : leftovers) {
			delete(leftover);
		}
	}

	private static void delete(Path folder) throws IOException {
		List<Path> files;
		try (Stream<Path> all = Files.walk(folder)) {
			files = all.sorted(Comparator.reverseOrder()).toList();
		}
		for (Path file : files) {
			Files.delete(file);
		}
	}

}
