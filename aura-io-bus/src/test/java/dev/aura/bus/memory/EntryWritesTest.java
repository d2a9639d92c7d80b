package dev.aura.bus.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** An entry is added again while something else is made of it, which takes seconds. */
class EntryWritesTest {

	private static final Space SPACE = new Space("test", 2, 1);

	private static final float[] EMBEDDING = { 1, 0 };

	private static final long NOW = System.currentTimeMillis();

	private static final long SOON = NOW + 600_000;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource(MemoryBackends.class)
	void correctsWhatWasAddedAgainWithoutLosingItsExpiryAndImportance(MemoryBackends backend) throws Exception {
		try (MemoryStore store = open(backend)) {
			Entry seen = added(store, SOON, 0.2);
			addedAgain(store, null, 0.9);
			assertThat(store.writes()
				.supersede(seen, new Change("New.", null, null, null, null, Set.of()), NOW, EMBEDDING))
				.hasValueSatisfying((next) -> assertThat(next.importance()).isEqualTo(0.9));
			assertThat(store.reads().entry(seen.id())).hasValueSatisfying((next) -> {
				assertThat(next.text()).isEqualTo("New.");
				assertThat(next.version()).isEqualTo(2);
				assertThat(next.expires()).isNull();
				assertThat(next.importance()).isEqualTo(0.9);
			});
		}
	}

	@ParameterizedTest
	@EnumSource(MemoryBackends.class)
	void letsACorrectionOfExpiryOrImportanceHaveTheLastWord(MemoryBackends backend) throws Exception {
		try (MemoryStore store = open(backend)) {
			Entry seen = added(store, SOON, 0.2);
			addedAgain(store, SOON + 1, 0.9);
			store.writes().supersede(seen, new Change(null, null, null, null, 0.1, Set.of()), NOW, EMBEDDING);
			assertThat(store.reads().entry(seen.id())).hasValueSatisfying((next) -> {
				assertThat(next.expires()).isEqualTo(SOON + 1);
				assertThat(next.importance()).isEqualTo(0.1);
			});
		}
	}

	@ParameterizedTest
	@EnumSource(MemoryBackends.class)
	void embedsAgainWhatWasAddedAgainWithoutLosingItsExpiryAndImportance(MemoryBackends backend) throws Exception {
		try (MemoryStore store = open(backend)) {
			Entry seen = added(store, SOON, 0.2);
			addedAgain(store, SOON + 1, 0.9);
			store.writes().embedAgain(List.of(seen), List.of(EMBEDDING));
			assertThat(store.reads().entry(seen.id())).hasValueSatisfying((next) -> {
				assertThat(next.row()).isNotEqualTo(seen.row());
				assertThat(next.expires()).isEqualTo(SOON + 1);
				assertThat(next.importance()).isEqualTo(0.9);
			});
		}
	}

	private MemoryStore open(MemoryBackends backend) throws IOException, SQLException {
		MemoryStore store = switch (backend) {
			case EMBEDDED -> MemoryStore.open(this.directory, 1);
			case POSTGRES -> MemoryStore.of(new PostgresDatabase(TestPostgres.server(), 1));
		};
		store.space().set(store.database(), SPACE);
		return store;
	}

	private static Entry added(MemoryStore store, @Nullable Long expires, double importance) throws SQLException {
		long id = store.writes().add(List.of(entry(expires, importance)), List.of(EMBEDDING)).ids().getFirst();
		return store.reads().entry(id).orElseThrow();
	}

	private static void addedAgain(MemoryStore store, @Nullable Long expires, double importance) throws SQLException {
		assertThat(store.writes().addUnknown(List.of(entry(expires, importance)), Map.of()))
			.hasValueSatisfying((added) -> assertThat(added.known()).hasSize(1));
	}

	private static Entry entry(@Nullable Long expires, double importance) {
		return new Entry(0, 0, "facts", null, 0, null, null, "{}", "Old.", 1, NOW, NOW, expires, importance, null);
	}

}
