package dev.aura.bus.ledger;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;

import dev.aura.bus.AuraProperties;
import dev.aura.bus.ProcessIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class EffectLedgerTest {

	@TempDir
	private Path home;

	@Test
	void remembersAnAnswerAcrossARestart() throws Exception {
		RecordedAnswer answer = new RecordedAnswer(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
		EffectLedger first = ledger();
		assertThat(first.begin("k", "f", "POST /fs/write")).isInstanceOf(LedgerEntry.Begun.class);
		first.answer("k", "f", answer);
		first.destroy();
		EffectLedger second = ledger();
		assertThat(second.begin("k", "f", "POST /fs/write")).isInstanceOfSatisfying(LedgerEntry.Answered.class,
				(entry) -> {
					assertThat(entry.fingerprint()).isEqualTo("f");
					assertThat(entry.answer()).usingRecursiveComparison().isEqualTo(answer);
				});
		second.destroy();
	}

	@Test
	void tellsACallInFlightFromOneThatWasCutOff() throws Exception {
		EffectLedger ledger = ledger();
		ledger.begin("k", "f", "POST /fs/write");
		assertThat(ledger.begin("k", "f", "POST /fs/write")).isEqualTo(new LedgerEntry.InFlight("f"));
		// The same row as a process leaves it that was killed: its owner is no more.
		execute("UPDATE effects SET owner = '" + new ProcessIdentity(ProcessHandle.current().pid(), 1) + "'");
		assertThat(ledger.begin("k", "f", "POST /fs/write")).isEqualTo(new LedgerEntry.Unknown("f"));
		ledger.destroy();
	}

	@Test
	void forgetsAReleasedCallAndOnesPastTheRetention() throws Exception {
		EffectLedger ledger = ledger();
		ledger.begin("turned-away", "f", "POST /fs/write");
		ledger.release("turned-away");
		assertThat(ledger.begin("turned-away", "f", "POST /fs/write")).isInstanceOf(LedgerEntry.Begun.class);
		execute("UPDATE effects SET begun = 0");
		ledger.forgetOld();
		assertThat(ledger.begin("turned-away", "f", "POST /fs/write")).isInstanceOf(LedgerEntry.Begun.class);
		ledger.destroy();
	}

	@Test
	void forgetsTheOldestAnswersBeyondItsSize() throws Exception {
		EffectLedger ledger = ledger();
		for (int i = 0; i < 40; i++) {
			ledger.begin("k" + i, "f", "POST /fs/write");
			ledger.answer("k" + i, "f", new RecordedAnswer(200, "text/plain", new byte[100_000]));
			execute("UPDATE effects SET begun = begun + " + i + " WHERE key = 'k" + i + "'");
		}
		ledger.begin("open", "f", "POST /fs/write");
		ledger.forgetOld();
		assertThat(ledger.begin("k0", "f", "POST /fs/write")).isInstanceOf(LedgerEntry.Begun.class);
		assertThat(ledger.begin("k39", "f", "POST /fs/write")).isInstanceOf(LedgerEntry.Answered.class);
		assertThat(ledger.begin("open", "f", "POST /fs/write")).isInstanceOf(LedgerEntry.InFlight.class);
		ledger.destroy();
	}

	@Test
	void opensTheLedgerOfAnEarlierVersion() throws Exception {
		execute("""
				CREATE TABLE effects (
				  key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, owner TEXT NOT NULL, begun INTEGER NOT NULL,
				  status INTEGER, content_type TEXT, body BLOB) WITHOUT ROWID""");
		execute("INSERT INTO effects VALUES ('old', 'f', '1@1', " + System.currentTimeMillis() + ", NULL, NULL, NULL)");
		EffectLedger ledger = ledger();
		assertThat(ledger.begin("old", "f", "POST /fs/write")).isEqualTo(new LedgerEntry.Unknown("f"));
		// It did not note requests and plans, so nothing can be told from their absence.
		assertThat(ledger.releaseUnplanned((request) -> true)).isZero();
		ledger.destroy();
	}

	private EffectLedger ledger() throws Exception {
		return new EffectLedger(new AuraProperties(this.home, this.home),
				new LedgerProperties(Duration.ofDays(7), DataSize.ofMegabytes(1)));
	}

	private void execute(String sql) throws Exception {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.home.resolve("ledger.db"));
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
