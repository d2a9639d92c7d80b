package dev.aura.bus.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL with pgvector that ends with this JVM, as the distribution's packages have
 * it or as {@code postgres-for-tests.sh} has unpacked it. Tests that need one are skipped
 * where there is none.
 */
final class TestPostgres {

	private static final int PATIENCE_SECONDS = 60;

	/** PostgreSQL refuses to run as root. */
	private static final List<String> AS_NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534",
			"--clear-groups");

	private static final String USER = "aura";

	private static final AtomicInteger databases = new AtomicInteger();

	private final String url;

	private TestPostgres(String url) {
		this.url = url;
	}

	/** The settings of a bus that keeps its memory in a database of its own. */
	static String[] settings() {
		PostgresServer server = server();
		return new String[] { "aura.memory.backend=postgres", "aura.memory.postgres.url=" + server.url(),
				"aura.memory.postgres.user=" + server.user() };
	}

	/** A new database. */
	static PostgresServer server() {
		try {
			return new PostgresServer(running().database(), USER, "");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static TestPostgres running() {
		Assumptions.assumeTrue(Running.SERVER.isPresent(),
				"SKIPPED: no PostgreSQL with pgvector; run: aura-io-bus/postgres-for-tests.sh target/postgres");
		return Running.SERVER.get();
	}

	private String database() throws SQLException {
		String name = "test" + databases.incrementAndGet();
		try (Connection connection = DriverManager.getConnection(this.url + "postgres", USER, "");
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE " + name);
		}
		return this.url + name;
	}

	/** Folders with {@code lib/postgresql} and {@code share/postgresql} in them. */
	private static Optional<Path> programs() {
		return Stream.of(Path.of("../target/postgres/usr"), Path.of("/usr"))
			.flatMap((usr) -> list(usr.resolve("lib/postgresql")).sorted(Comparator.reverseOrder()))
			.filter((lib) -> Files.exists(lib.resolve("bin/initdb")) && Files
				.exists(lib.resolve("../../../share/postgresql/" + lib.getFileName() + "/extension/vector.control")))
			.findFirst();
	}

	private static Stream<Path> list(Path folder) {
		try (Stream<Path> entries = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
			return entries.toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static TestPostgres start(Path programs) throws Exception {
		Path folder = Files.createTempDirectory("aura-postgres");
		boolean root = System.getProperty("user.name").equals("root");
		// What only root can read is copied, for nobody to run it.
		Path usr = programs.resolve("../../..").toRealPath();
		String release = String.valueOf(programs.getFileName());
		run("mkdir", "-p", folder + "/usr/lib/postgresql", folder + "/usr/share/postgresql");
		run("cp", "-r", usr + "/lib/postgresql/" + release, folder + "/usr/lib/postgresql/");
		run("cp", "-rL", usr + "/share/postgresql/" + release, folder + "/usr/share/postgresql/");
		// Where unpacked packages have libraries that the machine may not have.
		for (Path libraries : usr.equals(Path.of("/usr")) ? List.<Path>of() : list(usr.resolve("lib")).toList()) {
			if (libraries.toString().contains("-linux-")) {
				run("cp", "-r", libraries.toString(), folder + "/usr/lib/");
			}
		}
		int port = freePort();
		if (root) {
			run("chown", "-R", "65534:65534", folder.toString());
		}
		String script = """
				set -e
				bin=$1/usr/lib/postgresql/$2/bin
				export LC_ALL=C.UTF-8 LD_LIBRARY_PATH=$(echo $1/usr/lib/*-linux-*)
				cd $1
				$bin/initdb -D $1/data -U aura -A trust -E UTF8 --no-sync >$1/initdb.log 2>&1
				$bin/postgres -D $1/data -p $3 -k '' -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200 >$1/log 2>&1 &
				# Until the JVM that holds the other end is gone, however it went.
				cat >/dev/null
				kill -QUIT $!
				wait
				rm -rf $1
				""";
		List<String> command = new ArrayList<>(root ? AS_NOBODY : List.of());
		command.addAll(List.of("sh", "-c", script, "sh", folder.toString(), release, Integer.toString(port)));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		TestPostgres server = new TestPostgres("jdbc:postgresql://127.0.0.1:" + port + "/");
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
		while (true) {
			try {
				DriverManager.getConnection(server.url + "postgres", USER, "").close();
				return server;
			}
			catch (SQLException ex) {
				if (!process.isAlive() || System.nanoTime() > end) {
					throw new IllegalStateException("PostgreSQL does not start: " + folder, ex);
				}
				Thread.sleep(50);
			}
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static void run(String... command) throws IOException, InterruptedException {
		if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
			throw new IOException(String.join(" ", command));
		}
	}

	private static final class Running {

		private static final Optional<TestPostgres> SERVER = programs().map((found) -> {
			try {
				return start(found);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});

	}

}
