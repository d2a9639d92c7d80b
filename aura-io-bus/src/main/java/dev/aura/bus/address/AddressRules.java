package dev.aura.bus.address;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which addresses are public. Source: the IANA special-purpose address registries for
 * IPv4 and IPv6, and the metadata addresses that clouds put elsewhere.
 */
public final class AddressRules {

	private static final List<Range> IPV4 = List.of(range("0.0.0.0/8", "\"this network\""),
			range("10.0.0.0/8", "private"), range("100.64.0.0/10", "carrier-grade NAT"),
			range("127.0.0.0/8", "loopback"), range("169.254.0.0/16", "link-local"), range("172.16.0.0/12", "private"),
			range("192.0.0.0/24", "reserved"), range("192.0.2.0/24", "documentation"),
			range("192.88.99.0/24", "reserved"), range("192.168.0.0/16", "private"),
			range("198.18.0.0/15", "benchmarking"), range("198.51.100.0/24", "documentation"),
			range("203.0.113.0/24", "documentation"), range("224.0.0.0/4", "multicast"),
			range("240.0.0.0/4", "reserved"), range("168.63.129.16/32", "cloud metadata"));

	private static final List<Range> IPV6 = List.of(range("::1/128", "loopback"), range("::/128", "unspecified"),
			range("fe80::/10", "link-local"), range("fc00::/7", "private"), range("ff00::/8", "multicast"),
			range("2001::/23", "reserved"), range("2001:db8::/32", "documentation"),
			range("3fff::/20", "documentation"), range("2002::/16", "6to4"));

	private static final Range GLOBAL = range("2000::/3", "global");

	/** Where a network without IPv4 shows the IPv4 addresses of the outside. */
	private static final Range NAT64 = range("64:ff9b::/96", "NAT64");

	private AddressRules() {
	}

	/** Why an address is not public, in a word or two; null when it is. */
	public static @Nullable String refusal(InetAddress address) {
		if (isOurs(address)) {
			return "this machine's";
		}
		if (address instanceof Inet4Address) {
			return firstMatch(IPV4, address.getAddress());
		}
		if (NAT64.contains(address.getAddress())) {
			return firstMatch(IPV4, Arrays.copyOfRange(address.getAddress(), 12, 16));
		}
		String special = firstMatch(IPV6, address.getAddress());
		return (special == null && !GLOBAL.contains(address.getAddress())) ? "reserved" : special;
	}

	private static boolean isOurs(InetAddress address) {
		try {
			return !address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) != null;
		}
		catch (SocketException ex) {
			return false;
		}
	}

	private static @Nullable String firstMatch(List<Range> ranges, byte[] address) {
		return ranges.stream().filter((range) -> range.contains(address)).findFirst().map(Range::name).orElse(null);
	}

	private static Range range(String cidr, String name) {
		try {
			String[] parts = cidr.split("/");
			byte[] address = InetAddress.getByName(parts[0]).getAddress();
			int bits = address.length * 8 - Integer.parseInt(parts[1]);
			return new Range(new BigInteger(1, address).shiftRight(bits), bits, address.length, name);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(cidr, ex);
		}
	}

	private record Range(BigInteger prefix, int freeBits, int length, String name) {

		boolean contains(byte[] address) {
			return address.length == this.length
					&& new BigInteger(1, address).shiftRight(this.freeBits).equals(this.prefix);
		}

	}

}
