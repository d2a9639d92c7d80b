package dev.aura.bus.web;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.aura.api.ProblemType;
import dev.aura.bus.address.HostName;
import dev.aura.bus.address.HostPort;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;

/**
 * An http or https address in one spelling, without user, password and fragment. What is
 * checked, resolved, connected to and sent is made from these parts alone, so there is no
 * second reading of the text.
 *
 * @param host see {@link HostName}
 * @param pathAndQuery begins with a slash; ASCII
 */
record WebAddress(String scheme, String host, int port, String pathAndQuery) {

	private static final int LONGEST = 8_192;

	private static final Pattern PARTS = Pattern.compile("(?i)(https?)://([^/?#]*)([^?#]*)(\\?[^#]*)?(#.*)?",
			Pattern.DOTALL);

	private static final Pattern AUTHORITY = Pattern.compile("(\\[[^]]*]|[^:]*)(?::(\\d*))?");

	private static final Pattern ABSOLUTE = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:.*", Pattern.DOTALL);

	/**
	 * Reads an absolute address.
	 * @throws ProblemException 422 for what is not exactly one http or https address
	 */
	static WebAddress parse(String text) {
		try {
			return read(text.strip());
		}
		catch (IllegalArgumentException ex) {
			throw new ProblemException(ProblemType.UNUSABLE_VALUE,
					"url: %s: %s".formatted(Problems.abridged(text), ex.getMessage()));
		}
	}

	private static WebAddress read(String text) {
		if (text.length() > LONGEST) {
			throw new IllegalArgumentException(
					"%d characters (expected: at most %d)".formatted(text.length(), LONGEST));
		}
		if (text.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException("control characters (expected: none)");
		}
		Matcher parts = PARTS.matcher(text);
		if (!parts.matches()) {
			throw new IllegalArgumentException("no address (expected: http://… or https://…)");
		}
		String scheme = parts.group(1).toLowerCase(Locale.ROOT);
		Matcher authority = AUTHORITY.matcher(parts.group(2));
		if (!authority.matches() || parts.group(2).indexOf('@') >= 0) {
			throw new IllegalArgumentException("host and port (expected: HOST or HOST:PORT, without a user)");
		}
		String digits = authority.group(2);
		int port = (digits == null || digits.isEmpty()) ? defaultPort(scheme) : HostPort.port(digits);
		String query = (parts.group(4) != null) ? encoded(parts.group(4)) : "";
		String path = parts.group(3).isEmpty() ? "/" : encoded(parts.group(3));
		return new WebAddress(scheme, HostName.canonical(authority.group(1)), port, path + query);
	}

	private static int defaultPort(String scheme) {
		return scheme.equals("https") ? 443 : 80;
	}

	/** Percent-encodes what may not stand in an address, and leaves what already is. */
	private static String encoded(String text) {
		StringBuilder encoded = new StringBuilder();
		for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
			if (each <= ' ' || each == 0x7f || "\"<>\\^`{|}[]".indexOf(each) >= 0) {
				encoded.append("%%%02X".formatted(each & 0xff));
			}
			else {
				encoded.append((char) each);
			}
		}
		return encoded.toString().replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
	}

	/**
	 * Where a {@code Location} header leads from here.
	 * @throws ProblemException 422 when that is no http or https address
	 */
	WebAddress resolve(String location) {
		String text = location.strip();
		if (ABSOLUTE.matcher(text).matches()) {
			return parse(text);
		}
		if (text.startsWith("//")) {
			return parse(this.scheme + ":" + text);
		}
		String reference = encoded(text.split("#", 2)[0]);
		if (reference.isEmpty()) {
			return this;
		}
		if (reference.startsWith("?")) {
			return new WebAddress(this.scheme, this.host, this.port, this.pathAndQuery.split("\\?", 2)[0] + reference);
		}
		// Else a first segment with a colon would be read as a scheme.
		String relative = reference.startsWith("/") ? reference : "./" + reference;
		return parse(URI.create(toString()).resolve(relative).toString());
	}

	/** Host and port as they stand in an address; the port only where it is unusual. */
	String authority() {
		String name = (this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host;
		return (this.port == defaultPort(this.scheme)) ? name : name + ":" + this.port;
	}

	@Override
	public String toString() {
		return this.scheme + "://" + authority() + this.pathAndQuery;
	}

}
