package dev.aura.bus.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A virtual machine around the program, made by qemu. Its root and its workspace are what
 * bubblewrap shows qemu; the outputs and what the program reads are serial ports.
 */
final class MicrovmInterior implements Interior {

	/** What qemu and the guest's kernel need besides the program. */
	private static final long OWN_MEMORY = 384L << 20;

	/** Of the guest's memory, what its kernel keeps for itself. */
	private static final long GUEST_MEMORY = 128L << 20;

	/** Threads of qemu. */
	private static final int OWN_PROCESSES = 64;

	/** Where the guest finds what to start; it covers that afterwards. */
	private static final String BEGIN = """
			mkdir /tmp/vm && printf %s "$1" > /tmp/vm/start && shift && exec 5>&1 6>&2 && "$@"
			exit 137
			""";

	/** No device but those of virtio, which are described by ACPI. */
	private static final List<String> MACHINE = List.of("-M", "microvm,acpi=on,isa-serial=on,pic=on,pit=on,rtc=on",
			"-smp", "1", "-nodefaults", "-no-user-config", "-nographic", "-no-reboot", "-serial", "null");

	/**
	 * Without the second line an emulated kernel measures its clock for minutes, or never
	 * ends to.
	 */
	private static final String KERNEL = "quiet panic=-1 reboot=t mitigations=off random.trust_cpu=on";

	private static final String EMULATED = " lpj=4000000 tsc_early_khz=2000000 no_timer_check";

	/** Programs without it wait for randomness; files; the ports, one way each. */
	private static final List<String> DEVICES = List.of("-object", "rng-random,id=random,filename=/dev/urandom",
			"-device", "virtio-rng-device,rng=random", //
			"-fsdev", "local,id=system,path=/,security_model=none,readonly=on,multidevs=remap", //
			"-device", "virtio-9p-device,fsdev=system,mount_tag=system", //
			"-fsdev", "local,id=workspace,path=/workspace,security_model=none,multidevs=remap", //
			"-device", "virtio-9p-device,fsdev=workspace,mount_tag=workspace", //
			"-add-fd", "fd=5,set=1", "-add-fd", "fd=6,set=2", "-device", "virtio-serial-device", //
			"-chardev", "stdio,id=in,signal=off", "-device", "virtserialport,chardev=in,nr=1", //
			"-chardev", "file,id=out,path=/dev/fdset/1,append=on", "-device", "virtserialport,chardev=out,nr=2", //
			"-chardev", "file,id=err,path=/dev/fdset/2,append=on", "-device", "virtserialport,chardev=err,nr=3");

	private final SandboxProperties properties;

	private final MicrovmProperties machine;

	private final Path folder;

	/**
	 * A virtual machine.
	 * @param folder where its kernel and initial root are
	 */
	MicrovmInterior(SandboxProperties properties, MicrovmProperties machine, Path folder) {
		this.properties = properties;
		this.machine = machine;
		this.folder = folder;
	}

	@Override
	public TierName tier() {
		return TierName.MICROVM;
	}

	@Override
	public Optional<String> missing() {
		if (!System.getProperty("os.arch").equals("amd64")) {
			return Optional.of("the microvm tier knows x86_64 only");
		}
		if (qemu().isEmpty()) {
			return Optional.of("qemu is not installed (apt-get install qemu-system-x86)");
		}
		if (!files().stream().map(Path::of).allMatch(Files::isReadable)) {
			return Optional.of("there is no kernel for it (run: aura-io-bus/microvm/build.sh AURA_HOME/microvm)");
		}
		if (!this.machine.emulation() && !Files.isWritable(Path.of("/dev/kvm"))) {
			return Optional
				.of("/dev/kvm cannot be used (expected: a processor that virtualises, and a bus whose user may "
						+ "write there; AURA_MICROVM_EMULATION=true does without and takes many seconds for each program)");
		}
		return Optional.empty();
	}

	private static Optional<String> qemu() {
		return Tools.find("qemu-system-x86_64").filter((path) -> path.startsWith("/usr/"));
	}

	@Override
	public boolean nests() {
		return false;
	}

	@Override
	public int processes(int program) {
		return OWN_PROCESSES;
	}

	@Override
	public long memory(long program) {
		return program + OWN_MEMORY;
	}

	/** A signal from outside reaches qemu, not the program. */
	@Override
	public boolean offersSessions() {
		return false;
	}

	@Override
	public Optional<String> networkObjection() {
		return Optional.of("there is no way for the proxy's socket into the virtual machine");
	}

	@Override
	public Duration patience() {
		return Duration.ofMinutes(3);
	}

	@Override
	public List<String> files() {
		return List.of(this.folder.resolve("vmlinuz").toString(), this.folder.resolve("initrd").toString());
	}

	@Override
	public List<String> options() {
		return this.machine.emulation() ? List.of() : List.of("--dev-bind", "/dev/kvm", "/dev/kvm");
	}

	@Override
	public List<String> command(IsolateSpec spec, List<String> program) {
		String start = program.stream()
			.map(MicrovmInterior::quoted)
			.collect(Collectors.joining(" ", "exec /usr/bin/env -i ", ""));
		List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", BEGIN, "sh", start, qemu().orElseThrow()));
		long megabytes = (this.properties.limits(spec).memory().toBytes() + GUEST_MEMORY) >> 20;
		command.addAll(List.of("-name", spec.language().name(), "-m", Long.toString(megabytes), "-kernel",
				BubblewrapLauncher.opened(0), "-initrd", BubblewrapLauncher.opened(1)));
		command.addAll(MACHINE);
		command.addAll(this.machine.emulation() ? List.of("-accel", "tcg", "-cpu", "max", "-append", KERNEL + EMULATED)
				: List.of("-accel", "kvm", "-cpu", "host", "-append", KERNEL));
		command.addAll(DEVICES);
		return command;
	}

	private static String quoted(String word) {
		return "'" + word.replace("'", "'\\''") + "'";
	}

	@Override
	public Optional<String> explain(String stderr) {
		return stderr.startsWith("bwrap:") ? Optional.empty()
				: Optional.of("qemu could not start a virtual machine here; the log of the bus has its message");
	}

}
