package dev.aura.bus.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

import dev.aura.bus.AuraProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The calls made under a key, in SQLite. A call is on disk as begun before it acts and as
 * answered before its answer is sent, so that a crash leaves no doubt but the honest one.
 * Several buses may share one home: each row names the process that began it.
 */
@Component
class EffectLedger implements DisposableBean {

	private static final Logger log = LoggerFactory.getLogger(EffectLedger.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final OwnerProcess owner = OwnerProcess.current();

	private final LedgerProperties properties;

	private final Connection connection;

	EffectLedger(AuraProperties aura, LedgerProperties properties) throws SQLException {
		this.properties = properties;
		this.connection = open(aura.home().resolve("ledger.db"));
		forgetOld();
	}

	private static Connection open(Path file) throws SQLException {
		Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
		try (Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA busy_timeout = 10000");
			statement.execute("PRAGMA journal_mode = WAL");
			statement.execute("PRAGMA synchronous = FULL");
			statement.execute("""
					CREATE TABLE IF NOT EXISTS effects (
					  key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, owner TEXT NOT NULL, begun INTEGER NOT NULL,
					  status INTEGER, content_type TEXT, body BLOB) WITHOUT ROWID""");
		}
		return connection;
	}

	/**
	 * Looks a key up and, when it is new, begins a call under it.
	 * @param fingerprint of the request; empty when its body is not read yet
	 */
	LedgerEntry begin(String key, String fingerprint) throws SQLException {
		this.lock.lock();
		try (PreparedStatement insert = this.connection.prepareStatement(
				"INSERT INTO effects (key, fingerprint, owner, begun) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
			insert.setString(1, key);
			insert.setString(2, fingerprint);
			insert.setString(3, this.owner.toString());
			insert.setLong(4, Instant.now().toEpochMilli());
			return (insert.executeUpdate() == 1) ? new LedgerEntry.Begun() : find(key);
		}
		finally {
			this.lock.unlock();
		}
	}

	private LedgerEntry find(String key) throws SQLException {
		try (PreparedStatement select = this.connection
			.prepareStatement("SELECT fingerprint, owner, status, content_type, body FROM effects WHERE key = ?")) {
			select.setString(1, key);
			try (ResultSet row = select.executeQuery()) {
				if (!row.next()) {
					// Released by its caller a moment ago: as good as busy, the caller
					// tries again.
					return new LedgerEntry.InFlight("");
				}
				String fingerprint = row.getString(1);
				int status = row.getInt(3);
				if (!row.wasNull()) {
					return new LedgerEntry.Answered(fingerprint,
							new RecordedAnswer(status, row.getString(4), bytes(row)));
				}
				return OwnerProcess.parse(row.getString(2)).isAlive() ? new LedgerEntry.InFlight(fingerprint)
						: new LedgerEntry.Unknown(fingerprint);
			}
		}
	}

	/** SQLite may give null for an empty blob. */
	private static byte[] bytes(ResultSet row) throws SQLException {
		byte[] body = row.getBytes(5);
		return (body != null) ? body : new byte[0];
	}

	/** Records the answer of a call that was begun. */
	void answer(String key, String fingerprint, RecordedAnswer answer) throws SQLException {
		this.lock.lock();
		try (PreparedStatement update = this.connection.prepareStatement(
				"UPDATE effects SET fingerprint = ?, status = ?, content_type = ?, body = ? WHERE key = ?")) {
			update.setString(1, fingerprint);
			update.setInt(2, answer.status());
			update.setString(3, answer.contentType());
			update.setBytes(4, answer.body());
			update.setString(5, key);
			update.executeUpdate();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Leaves a call as it is: whether it acted is not known. */
	void abandon(String key) throws SQLException {
		update("UPDATE effects SET owner = '" + OwnerProcess.NONE + "' WHERE key = ?", key);
	}

	/** Forgets a call that was begun and turned away before it acted. */
	void release(String key) throws SQLException {
		update("DELETE FROM effects WHERE key = ?", key);
	}

	private void update(String sql, String key) throws SQLException {
		this.lock.lock();
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			statement.setString(1, key);
			statement.executeUpdate();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Forgets calls past the retention. */
	@Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1H")
	void forgetOld() throws SQLException {
		this.lock.lock();
		try (PreparedStatement delete = this.connection.prepareStatement("DELETE FROM effects WHERE begun < ?")) {
			delete.setLong(1, Instant.now().minus(this.properties.retention()).toEpochMilli());
			int forgotten = delete.executeUpdate();
			if (forgotten > 0) {
				log.info("Forgot {} calls older than {}", forgotten, this.properties.retention());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void destroy() throws SQLException {
		this.connection.close();
	}

}
