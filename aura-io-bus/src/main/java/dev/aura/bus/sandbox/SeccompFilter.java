package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Assembles the system call filter: a classic BPF program over the kernel's
 * {@code struct seccomp_data} that allows all but the calls of
 * {@code denied-syscalls.txt} and a few calls with certain arguments.
 */
final class SeccompFilter {

	// Where seccomp_data holds things; of an argument, the low half on a little-endian
	// machine.
	private static final int NUMBER = 0;

	private static final int ARCHITECTURE = 4;

	private static final int ARGUMENTS = 16;

	private static final int ARGUMENT_SIZE = 8;

	private static final int LOAD = 0x20;

	private static final int IF_EQUAL = 0x15;

	private static final int IF_AT_LEAST = 0x35;

	private static final int IF_ANY_BIT = 0x45;

	private static final int RETURN = 0x06;

	private static final int ALLOW = 0x7fff0000;

	private static final int KILL_PROCESS = 0x80000000;

	private static final int ERROR = 0x00050000;

	private static final int EPERM = 1;

	private static final int ENOSYS = 38;

	private static final int EPROTONOSUPPORT = 93;

	private static final int EAFNOSUPPORT = 97;

	/** Numbers from here on are x32 calls, which are named twice and filtered by none. */
	private static final int X32 = 0x40000000;

	/** Every CLONE_NEW… flag that clone takes. */
	private static final int NEW_NAMESPACES = 0x7e020000;

	private static final int TIOCSTI = 0x5412;

	private static final int TIOCLINUX = 0x541c;

	/** Has the kernel load another line discipline. */
	private static final int TIOCSETD = 0x5423;

	/** The bits by which a file lends its owner's rights to whoever starts it. */
	private static final int SET_ID = 06000;

	/**
	 * O_CREAT and what sets O_TMPFILE apart: only then does a call to open have a mode.
	 */
	private static final int CREATES = 0x400040;

	private static final int AF_UNIX = 1;

	private static final int AF_INET = 2;

	private static final int AF_INET6 = 10;

	/** Any, ICMP, TCP, UDP, ICMPv6: for others the kernel would load modules. */
	private static final List<Integer> PROTOCOLS = List.of(0, 1, 6, 17, 58);

	private static final int PERSONALITY_QUERY = 0xffffffff;

	/** What one needs to make a sandbox, besides clone with namespaces. */
	private static final Set<String> NESTING = Set.of("ptrace", "mount", "umount2", "pivot_root", "chroot", "unshare",
			"setns");

	private final List<Instruction> program = new ArrayList<>();

	private final Machine machine;

	private final boolean nests;

	private SeccompFilter(Machine machine, boolean nests) {
		this.machine = machine;
		this.nests = nests;
	}

	/**
	 * The filter as bubblewrap reads it.
	 * @param architecture as in the system property {@code os.arch}
	 * @param nests whether it lets pass what makes another sandbox, with a filter of its
	 * own, in there
	 * @return nothing for a machine whose call numbers are not known
	 */
	static Optional<byte[]> assemble(String architecture, boolean nests) {
		return switch (architecture) {
			case "amd64", "x86_64" -> Optional.of(new SeccompFilter(Machine.X86_64, nests).bytes());
			case "aarch64" -> Optional.of(new SeccompFilter(Machine.AARCH64, nests).bytes());
			default -> Optional.empty();
		};
	}

	private byte[] bytes() {
		refuseOtherArchitectures();
		denials().forEach((denial) -> deny(denial.number(), denial.error()));
		modes().forEach(this::checkMode);
		if (!this.nests) {
			checkClone();
		}
		checkSocket(this.machine.socket);
		checkSocket(this.machine.socketpair);
		checkIoctl();
		checkPersonality();
		add(RETURN, 0, 0, ALLOW);
		ByteBuffer bytes = ByteBuffer.allocate(8 * this.program.size()).order(ByteOrder.LITTLE_ENDIAN);
		this.program.forEach((instruction) -> instruction.writeTo(bytes));
		return bytes.array();
	}

	/** A 32-bit call (int 0x80) or an x32 call has other numbers: the process dies. */
	private void refuseOtherArchitectures() {
		add(LOAD, 0, 0, ARCHITECTURE);
		add(IF_EQUAL, 1, 0, this.machine.audit);
		add(RETURN, 0, 0, KILL_PROCESS);
		add(LOAD, 0, 0, NUMBER);
		if (this.machine == Machine.X86_64) {
			add(IF_AT_LEAST, 0, 1, X32);
			add(RETURN, 0, 0, KILL_PROCESS);
		}
	}

	private void deny(int number, int error) {
		add(IF_EQUAL, 0, 1, number);
		add(RETURN, 0, 0, ERROR | error);
	}

	private void checkClone() {
		add(IF_EQUAL, 0, 4, this.machine.clone);
		add(LOAD, 0, 0, argument(0));
		add(IF_ANY_BIT, 0, 1, NEW_NAMESPACES);
		add(RETURN, 0, 0, ERROR | EPERM);
		add(RETURN, 0, 0, ALLOW);
	}

	/**
	 * The families that programs need, and of the internet only what all kernels have.
	 */
	private void checkSocket(int number) {
		add(IF_EQUAL, 0, 8 + PROTOCOLS.size(), number);
		add(LOAD, 0, 0, argument(0));
		add(IF_EQUAL, 5 + PROTOCOLS.size(), 0, AF_UNIX);
		add(IF_EQUAL, 2, 0, AF_INET);
		add(IF_EQUAL, 1, 0, AF_INET6);
		add(RETURN, 0, 0, ERROR | EAFNOSUPPORT);
		add(LOAD, 0, 0, argument(2));
		for (int left = PROTOCOLS.size(); left > 0; left--) {
			add(IF_EQUAL, left, 0, PROTOCOLS.get(PROTOCOLS.size() - left));
		}
		add(RETURN, 0, 0, ERROR | EPROTONOSUPPORT);
		add(RETURN, 0, 0, ALLOW);
	}

	/** Typing into a terminal that others read, and loading line disciplines. */
	private void checkIoctl() {
		add(IF_EQUAL, 0, 6, this.machine.ioctl);
		add(LOAD, 0, 0, argument(1));
		add(IF_EQUAL, 2, 0, TIOCSTI);
		add(IF_EQUAL, 1, 0, TIOCLINUX);
		add(IF_EQUAL, 0, 1, TIOCSETD);
		add(RETURN, 0, 0, ERROR | EPERM);
		add(RETURN, 0, 0, ALLOW);
	}

	/**
	 * A file in the workspace belongs to a user of the host: with such a bit it would
	 * lend that user's rights to others out there.
	 */
	private void checkMode(Mode call) {
		add(IF_EQUAL, 0, (call.flags() != null) ? 6 : 4, call.number());
		if (call.flags() != null) {
			add(LOAD, 0, 0, argument(call.flags()));
			add(IF_ANY_BIT, 0, 3, CREATES);
		}
		add(LOAD, 0, 0, argument(call.mode()));
		add(IF_ANY_BIT, 0, 1, SET_ID);
		add(RETURN, 0, 0, ERROR | EPERM);
		add(RETURN, 0, 0, ALLOW);
	}

	/** Only the usual personality, and asking for it. */
	private void checkPersonality() {
		add(IF_EQUAL, 0, 5, this.machine.personality);
		add(LOAD, 0, 0, argument(0));
		add(IF_EQUAL, 2, 0, 0);
		add(IF_EQUAL, 1, 0, PERSONALITY_QUERY);
		add(RETURN, 0, 0, ERROR | EPERM);
		add(RETURN, 0, 0, ALLOW);
	}

	/** Jumps count the instructions to skip; no check loads the number again. */
	private void add(int code, int ifTrue, int ifFalse, int value) {
		this.program.add(new Instruction(code, ifTrue, ifFalse, value));
	}

	private static int argument(int index) {
		return ARGUMENTS + index * ARGUMENT_SIZE;
	}

	private List<Denial> denials() {
		return rows("denied-syscalls.txt").stream()
			.filter((columns) -> !this.nests || !NESTING.contains(columns[0]))
			.map((columns) -> new Denial(Integer.parseInt(columns[this.machine.column]),
					columns[3].equals("ENOSYS") ? ENOSYS : EPERM))
			.toList();
	}

	private List<Mode> modes() {
		return rows("mode-syscalls.txt").stream()
			.map((columns) -> new Mode(Integer.parseInt(columns[this.machine.column]), Integer.parseInt(columns[3]),
					columns[4].equals("-") ? null : Integer.valueOf(columns[4])))
			.toList();
	}

	/** The calls of a table that this machine has. */
	private List<String[]> rows(String name) {
		try (InputStream table = SeccompFilter.class.getResourceAsStream("/sandbox/" + name)) {
			if (table == null) {
				throw new IllegalStateException("No " + name + " in the jar");
			}
			return new String(table.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isBlank() && !line.startsWith("#"))
				.map((line) -> line.split("\\s+"))
				.filter((columns) -> !columns[this.machine.column].equals("-"))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Denial(int number, int error) {
	}

	/**
	 * A call that gives a file its mode.
	 *
	 * @param mode which argument the mode is
	 * @param flags which argument says whether there is a mode; absent when there always
	 * is
	 */
	private record Mode(int number, int mode, @Nullable Integer flags) {
	}

	/** The kernel's {@code struct sock_filter}. */
	private record Instruction(int code, int ifTrue, int ifFalse, int value) {

		void writeTo(ByteBuffer bytes) {
			bytes.putShort((short) this.code).put((byte) this.ifTrue).put((byte) this.ifFalse).putInt(this.value);
		}

	}

	/** The kernel's AUDIT_ARCH number, the column of the table, and single calls. */
	private enum Machine {

		X86_64(0xc000003e, 1, 56, 41, 53, 16, 135), AARCH64(0xc00000b7, 2, 220, 198, 199, 29, 92);

		private final int audit;

		private final int column;

		private final int clone;

		private final int socket;

		private final int socketpair;

		private final int ioctl;

		private final int personality;

		Machine(int audit, int column, int clone, int socket, int socketpair, int ioctl, int personality) {
			this.audit = audit;
			this.column = column;
			this.clone = clone;
			this.socket = socket;
			this.socketpair = socketpair;
			this.ioctl = ioctl;
			this.personality = personality;
		}

	}

}
