package dev.aura.bus.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import dev.aura.api.ProblemType;
import dev.aura.bus.AuraProperties;
import dev.aura.bus.ProcessIdentity;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;
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

	private final ProcessIdentity owner = ProcessIdentity.current();

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
			// request: method and path. plan: what it is about to do. planned: their
			// order.
			addColumn(statement, "request TEXT");
			addColumn(statement, "plan TEXT");
			addColumn(statement, "planned INTEGER");
			statement
				.execute("CREATE INDEX IF NOT EXISTS effects_by_plan ON effects (planned) WHERE planned IS NOT NULL");
			statement.execute("CREATE INDEX IF NOT EXISTS effects_by_age ON effects (begun)");
		}
		return connection;
	}

	/** Several buses may open the home for the first time at once. */
	private static void addColumn(Statement statement, String column) throws SQLException {
		try {
			statement.execute("ALTER TABLE effects ADD COLUMN " + column);
		}
		catch (SQLException ex) {
			if (!String.valueOf(ex.getMessage()).contains("duplicate column")) {
				throw ex;
			}
		}
	}

	/**
	 * Looks a key up and, when it is new, begins a call under it.
	 * @param fingerprint of the request; empty when its body is not read yet
	 * @param request method and path
	 */
	LedgerEntry begin(String key, String fingerprint, String request) throws SQLException {
		this.lock.lock();
		try (PreparedStatement insert = this.connection.prepareStatement(
				"INSERT INTO effects (key, fingerprint, owner, begun, request) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
			insert.setString(1, key);
			insert.setString(2, fingerprint);
			insert.setString(3, this.owner.toString());
			insert.setLong(4, Instant.now().toEpochMilli());
			insert.setString(5, request);
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
				return owner(row.getString(2)).isAlive() ? new LedgerEntry.InFlight(fingerprint)
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

	/** Notes what a call is about to do; on disk when it returns. */
	void plan(String key, String plan) {
		try {
			update("UPDATE effects SET plan = ?, planned = (SELECT coalesce(max(planned), 0) + 1 FROM effects) WHERE key = ?",
					plan, key);
		}
		catch (SQLException ex) {
			throw new ProblemException(ProblemType.UNAVAILABLE,
					"The ledger of calls cannot be written; nothing was done.", ex);
		}
	}

	/**
	 * Forgets calls that were cut off before they noted a plan.
	 * @param settled requests whose calls all note one before they act
	 * @return how many there were
	 */
	int releaseUnplanned(Predicate<String> settled) throws SQLException {
		int released = 0;
		for (Row row : rows("status IS NULL AND planned IS NULL AND request IS NOT NULL")) {
			if (settled.test(row.request()) && !row.owner().isAlive()) {
				release(row.key());
				released++;
			}
		}
		return released;
	}

	/**
	 * The calls that were cut off after they noted a plan, and all that noted one later,
	 * newest first; none when none was cut off.
	 */
	List<PlannedEffect> planned(Predicate<String> settled) throws SQLException {
		List<PlannedEffect> effects = new ArrayList<>();
		int lastOpen = 0;
		for (Row row : rows(
				"planned >= (SELECT min(planned) FROM effects WHERE status IS NULL AND planned > 0) ORDER BY planned DESC")) {
			if (row.request() != null && row.plan() != null && settled.test(row.request())) {
				effects.add(new PlannedEffect(row.key(), row.request(), row.plan(), row.state()));
				lastOpen = (row.state() == PlannedEffect.State.OPEN) ? effects.size() : lastOpen;
			}
		}
		return effects.subList(0, lastOpen);
	}

	private List<Row> rows(String where) throws SQLException {
		this.lock.lock();
		try (Statement statement = this.connection.createStatement();
				ResultSet result = statement
					.executeQuery("SELECT key, owner, request, plan, status FROM effects WHERE " + where)) {
			List<Row> rows = new ArrayList<>();
			while (result.next()) {
				int number = result.getInt(5);
				Integer status = result.wasNull() ? null : number;
				rows.add(new Row(result.getString(1), owner(result.getString(2)), result.getString(3),
						result.getString(4), status));
			}
			return rows;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Records the answer of a call that turned out to have acted. */
	void settle(String key, RecordedAnswer answer) throws SQLException {
		update("UPDATE effects SET status = ?, content_type = ?, body = ? WHERE key = ? AND status IS NULL",
				answer.status(), answer.contentType(), answer.body(), key);
	}

	/** Never asks again what became of a call. */
	void giveUp(String key) throws SQLException {
		update("UPDATE effects SET owner = ?, planned = -abs(planned) WHERE key = ?", ProcessIdentity.NONE.toString(),
				key);
	}

	/** Leaves a call as it is: whether it acted is not known. */
	void abandon(String key) throws SQLException {
		update("UPDATE effects SET owner = ? WHERE key = ?", ProcessIdentity.NONE.toString(), key);
	}

	/** Forgets a call that was begun and did not act. */
	void release(String key) throws SQLException {
		update("DELETE FROM effects WHERE key = ?", key);
	}

	private int update(String sql, @Nullable Object... parameters) throws SQLException {
		this.lock.lock();
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			for (int i = 0; i < parameters.length; i++) {
				statement.setObject(i + 1, parameters[i]);
			}
			return statement.executeUpdate();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Forgets calls past the retention, and the oldest ones beyond the greatest size. */
	@Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1H")
	void forgetOld() throws SQLException {
		long oldest = Instant.now().minus(this.properties.retention()).toEpochMilli();
		int forgotten = update("DELETE FROM effects WHERE begun < ?", oldest);
		while (size() > this.properties.maxSize().toBytes()) {
			int more = update("""
					DELETE FROM effects WHERE key IN (SELECT key FROM effects WHERE status IS NOT NULL ORDER BY begun
					  LIMIT max(1, (SELECT count(*) FROM effects) / 10))""");
			if (more == 0) {
				break;
			}
			forgotten += more;
		}
		if (forgotten > 0) {
			log.info("Forgot {} calls older than {} or beyond {}", forgotten, this.properties.retention(),
					this.properties.maxSize());
		}
	}

	/** What the rows take, in bytes; pages set free are used again. */
	private long size() throws SQLException {
		this.lock.lock();
		try (Statement statement = this.connection.createStatement(); ResultSet result = statement.executeQuery("""
				SELECT (page_count - freelist_count) * page_size
				FROM pragma_page_count, pragma_freelist_count, pragma_page_size""")) {
			return result.getLong(1);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void destroy() throws SQLException {
		this.connection.close();
	}

	/** Whose text is that of an earlier version is none that runs any more. */
	private static ProcessIdentity owner(String text) {
		return ProcessIdentity.parse(text).orElse(ProcessIdentity.NONE);
	}

	/**
	 * A call as the table has it.
	 *
	 * @param status that it was answered; null while it is not
	 */
	private record Row(String key, ProcessIdentity owner, @Nullable String request, @Nullable String plan,
			@Nullable Integer status) {

		PlannedEffect.State state() {
			if (this.status == null) {
				return this.owner.isAlive() ? PlannedEffect.State.AT_WORK : PlannedEffect.State.OPEN;
			}
			return (this.status < 300) ? PlannedEffect.State.DONE : PlannedEffect.State.NOT_DONE;
		}

	}

}
