package dev.aura.bus.address;

/**
 * One port of one host, as in {@code wiki.example.com:8080} or {@code [::1]:80}.
 *
 * @param host in its canonical spelling; IPv6 without brackets
 */
public record HostPort(String host, int port) {

	/**
	 * Reads {@code host:port}; public for the binder of settings.
	 * @throws IllegalArgumentException when it is anything else
	 */
	public static HostPort valueOf(String text) {
		int colon = text.lastIndexOf(':');
		try {
			return new HostPort(HostName.canonical(text.substring(0, Math.max(colon, 0))),
					port(text.substring(colon + 1)));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(text + " (expected: host:port)", ex);
		}
	}

	/**
	 * Reads a port.
	 * @throws IllegalArgumentException when it is none
	 */
	public static int port(String digits) {
		if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > 65_535) {
			throw new IllegalArgumentException("port " + digits + " (expected: 1 to 65535)");
		}
		return Integer.parseInt(digits);
	}

}
