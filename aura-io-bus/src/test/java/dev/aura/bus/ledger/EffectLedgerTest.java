package dev.aura.bus.ledger;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;

import dev.aura.bus.AuraProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class EffectLedgerTest {

	@TempDir
	private Path home;

	@Test
	void remembersAnAnswerAcrossARestart() throws Exception {
		RecordedAnswer answer = new RecordedAnswer(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
		EffectLedger first = ledger();
		assertThat(first.begin("k", "f")).isInstanceOf(LedgerEntry.Begun.class);
		first.answer("k", "f", answer);
		first.destroy();
		EffectLedger second = ledger();
		assertThat(second.begin("k", "f")).isInstanceOfSatisfying(LedgerEntry.Answered.class, (entry) -> {
			assertThat(entry.fingerprint()).isEqualTo("f");
			assertThat(entry.answer()).usingRecursiveComparison().isEqualTo(answer);
		});
		second.destroy();
	}

	@Test
	void tellsACallInFlightFromOneThatWasCutOff() throws Exception {
		EffectLedger ledger = ledger();
		ledger.begin("k", "f");
		assertThat(ledger.begin("k", "f")).isEqualTo(new LedgerEntry.InFlight("f"));
		// The same row as a process leaves it that was killed: its owner is no more.
		execute("UPDATE effects SET owner = '" + new OwnerProcess(ProcessHandle.current().pid(), 1) + "'");
		assertThat(ledger.begin("k", "f")).isEqualTo(new LedgerEntry.Unknown("f"));
		ledger.destroy();
	}

	@Test
	void forgetsAReleasedCallAndOnesPastTheRetention() throws Exception {
		EffectLedger ledger = ledger();
		ledger.begin("turned-away", "f");
		ledger.release("turned-away");
		assertThat(ledger.begin("turned-away", "f")).isInstanceOf(LedgerEntry.Begun.class);
		execute("UPDATE effects SET begun = 0");
		ledger.forgetOld();
		assertThat(ledger.begin("turned-away", "f")).isInstanceOf(LedgerEntry.Begun.class);
		ledger.destroy();
	}

	private EffectLedger ledger() throws Exception {
		return new EffectLedger(new AuraProperties(this.home, this.home), new LedgerProperties(Duration.ofDays(7)));
	}

	private void execute(String sql) throws Exception {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + this.home.resolve("ledger.db"));
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
