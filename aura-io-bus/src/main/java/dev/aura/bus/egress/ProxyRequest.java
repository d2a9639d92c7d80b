package dev.aura.bus.egress;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import dev.aura.bus.address.HostPort;

/** What a client asks a proxy for. */
sealed interface ProxyRequest {

	HostPort target();

	/** A connection, over which the client then says what it likes. */
	record Connect(HostPort target) implements ProxyRequest {
	}

	/**
	 * One request in the clear.
	 *
	 * @param head what the other machine is sent instead of what the client sent
	 */
	record Forward(HostPort target, byte[] head) implements ProxyRequest {
	}

	/** Fields between a client and its proxy; and the one that the address stands for. */
	Set<String> NOT_FORWARDED = Set.of("connection", "keep-alive", "proxy-authorization", "proxy-authenticate",
			"proxy-connection", "te", "trailer", "upgrade", "host");

	/**
	 * Reads the head of a request, without the empty line at its end.
	 * @throws IllegalArgumentException that says what is wrong with it
	 */
	static ProxyRequest parse(String head) {
		List<String> lines = head.lines().toList();
		String[] first = lines.isEmpty() ? new String[0] : lines.getFirst().split(" ", -1);
		if (first.length != 3 || !first[0].matches("[A-Z]{1,20}") || !first[2].matches("HTTP/1\\.[01]")) {
			throw new IllegalArgumentException("not a request of HTTP/1");
		}
		return first[0].equals("CONNECT") ? new Connect(HostPort.valueOf(first[1]))
				: forward(first[0], first[1], lines.subList(1, lines.size()));
	}

	private static Forward forward(String method, String address, List<String> fields) {
		URI uri;
		try {
			uri = new URI(address);
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException("not an address", ex);
		}
		if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getRawAuthority() == null) {
			throw new IllegalArgumentException("expected: CONNECT host:port, or a request for http://…");
		}
		String authority = uri.getRawAuthority();
		HostPort target = HostPort.valueOf(authority.matches(".*:\\d+") ? authority : authority + ":80");
		String path = (uri.getRawPath() == null || uri.getRawPath().isEmpty()) ? "/" : uri.getRawPath();
		String query = (uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "";
		String forwarded = "%s %s%s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n".formatted(method, path, query,
				authority,
				fields.stream()
					.filter(ProxyRequest::isForwarded)
					.map((field) -> field + "\r\n")
					.collect(Collectors.joining()));
		return new Forward(target, forwarded.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static boolean isForwarded(String field) {
		int colon = field.indexOf(':');
		if (colon < 1 || !field.substring(0, colon).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
			throw new IllegalArgumentException("a malformed field");
		}
		return !NOT_FORWARDED.contains(field.substring(0, colon).toLowerCase(Locale.ROOT));
	}

}
