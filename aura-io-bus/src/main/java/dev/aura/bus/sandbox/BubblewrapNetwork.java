package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a sandbox consists of besides, when its program may reach a few hosts: the socket
 * of the proxy, certificates, and a relay on a port of its own loopback, since no program
 * knows proxies that listen on a socket of the file system.
 *
 * @param python runs the relay
 */
record BubblewrapNetwork(String python) {

	private static final String SOCKET = "/run/egress";

	private static final int PORT = 3128;

	/** Where systems keep the certificates that programs check others by. */
	private static final List<String> CERTIFICATES = List.of("/etc/ssl/certs", "/etc/ssl/openssl.cnf",
			"/etc/pki/tls/certs", "/etc/pki/ca-trust/extracted", "/etc/ca-certificates/extracted");

	/** Starts the relay, which returns once it listens, and then what follows. */
	private static final String BEGIN = """
			"$1" -I -S -c "$2" "$3" "$4" && shift 4 && exec "$@"
			""";

	/** Bubblewrap's options. */
	List<String> options(Path socket) {
		List<String> options = new ArrayList<>(List.of("--ro-bind", socket.toString(), SOCKET));
		CERTIFICATES.forEach((path) -> options.addAll(List.of("--ro-bind-try", path, path)));
		return options;
	}

	/** The beginning of a command that finds a proxy on loopback. */
	List<String> command() {
		return List.of("/bin/sh", "-c", BEGIN, "sh", this.python, relay(), SOCKET, Integer.toString(PORT));
	}

	private static String relay() {
		try (InputStream resource = BubblewrapNetwork.class.getResourceAsStream("/sandbox/relay.py")) {
			if (resource == null) {
				throw new IllegalStateException("No relay in the jar");
			}
			return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * How libraries and tools learn of the proxy: curl and Python, Node from 24 on, Java.
	 */
	Map<String, String> environment() {
		Map<String, String> environment = new LinkedHashMap<>();
		for (String name : List.of("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")) {
			environment.put(name, "http://127.0.0.1:" + PORT);
			environment.put(name.toLowerCase(Locale.ROOT), "http://127.0.0.1:" + PORT);
		}
		environment.put("NODE_USE_ENV_PROXY", "1");
		environment.put("JDK_JAVA_OPTIONS",
				"-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=%1$d -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=%1$d"
					.formatted(PORT));
		return environment;
	}

}
