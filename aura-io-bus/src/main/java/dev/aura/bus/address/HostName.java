package dev.aura.bus.address;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The one spelling of a host that everything else works with. */
public final class HostName {

	private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

	private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

	private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");

	/**
	 * What other programs read as part of an IPv4 address: decimal, octal or hexadecimal.
	 */
	private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

	private HostName() {
	}

	/**
	 * Lower-case ASCII without a final dot; IPv6 compressed and without brackets.
	 * @throws IllegalArgumentException for what is no host, or could be read as two
	 */
	public static String canonical(String host) {
		if (host.startsWith("[")) {
			return ipv6(host);
		}
		String ascii = ascii(host);
		String[] labels = ascii.split("\\.", -1);
		if (NUMBER.matcher(labels[labels.length - 1]).matches()) {
			return ipv4(ascii);
		}
		for (String label : labels) {
			if (!LABEL.matcher(label).matches()) {
				throw new IllegalArgumentException("host (expected: a name or an address)");
			}
		}
		return ascii;
	}

	/** Full-width digits, ideographic dots and the like become what they stand for. */
	private static String ascii(String host) {
		String ascii;
		try {
			ascii = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			throw new IllegalArgumentException("host (expected: a name or an address)", ex);
		}
		String bare = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
		if (bare.isEmpty() || bare.length() > 253) {
			throw new IllegalArgumentException("host (expected: 1 to 253 characters)");
		}
		return bare;
	}

	private static String ipv4(String address) {
		if (!IPV4.matcher(address).matches()) {
			throw new IllegalArgumentException("host (expected: an IPv4 address as four decimal numbers)");
		}
		return address;
	}

	private static String ipv6(String host) {
		if (!host.endsWith("]") || !host.matches("\\[[0-9A-Fa-f:.]{2,45}]") || host.indexOf(':') < 0) {
			throw new IllegalArgumentException("host (expected: an IPv6 address without a zone)");
		}
		try {
			// Brackets keep this from ever asking a name server.
			return InetAddress.getByName(host).getHostAddress();
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("host (expected: an IPv6 address)", ex);
		}
	}

}
