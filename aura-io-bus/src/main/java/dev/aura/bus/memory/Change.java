package dev.aura.bus.memory;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import dev.aura.api.memory.UpdateRequest;
import org.jspecify.annotations.Nullable;

/**
 * A correction that can be made; what is null stays as it is.
 *
 * @param metadata a JSON object
 * @param expires in milliseconds
 * @param removed names of what goes, of those that an entry need not have
 */
record Change(@Nullable String text, @Nullable String source, @Nullable String metadata, @Nullable Long expires,
		@Nullable Double importance, Set<String> removed) {

	private static final Set<String> REMOVABLE = new TreeSet<>(Set.of("expiresAt", "importance", "source"));

	static Change of(UpdateRequest request) {
		Change change = new Change((request.text() != null) ? Checks.text(request.text()) : null,
				Checks.source(request.source()),
				(request.metadata() != null) ? Metadata.write(request.metadata()) : null,
				Checks.expiry(request.expiresAt(), request.ttlSeconds()),
				Checks.share("importance", request.importance()), removed(request));
		if (change.equals(new Change(null, null, null, null, null, Set.of()))) {
			throw Checks.unusable("The body", "nothing to change",
					"at least one of text, source, metadata, importance, expiresAt, ttlSeconds, remove");
		}
		return change;
	}

	private static Set<String> removed(UpdateRequest request) {
		Set<String> removed = new HashSet<>();
		for (String name : Objects.requireNonNullElse(request.remove(), List.<String>of())) {
			if (name == null || !REMOVABLE.contains(name)) {
				throw Checks.unusable("remove", String.valueOf(name), "some of " + REMOVABLE);
			}
			removed.add(name);
		}
		requireNoOther(removed, "source", request.source());
		requireNoOther(removed, "importance", request.importance());
		requireNoOther(removed, "expiresAt",
				(request.ttlSeconds() != null) ? request.ttlSeconds() : request.expiresAt());
		return removed;
	}

	private static void requireNoOther(Set<String> removed, String name, @Nullable Object value) {
		if (value != null && removed.contains(name)) {
			throw Checks.unusable("remove", name, "not together with another value for it");
		}
	}

	/** What a member of an entry is after this. */
	<T> @Nullable T after(String name, @Nullable T changed, @Nullable T before) {
		return this.removed.contains(name) ? null : (changed != null) ? changed : before;
	}

}
