package dev.aura.bus.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.json.JsonMapper;

/**
 * A gVisor container around the program. Its root is what bubblewrap made one of, with a
 * {@code /proc}, {@code /dev} and folders in memory of gVisor's own in front.
 */
final class GvisorInterior implements Interior {

	private static final JsonMapper json = JsonMapper.builder().build();

	/** Where gVisor keeps what it needs, in memory of bubblewrap that no program sees. */
	private static final String STATE = "/tmp/gvisor";

	/** Its own processes and threads. */
	private static final int OWN = 128;

	/**
	 * A program that came to its end has said so; if gVisor ends without that, it was
	 * killed, whatever it says itself.
	 */
	private static final String BEGIN = """
			mkdir "$1" && printf %s "$2" > "$1/config.json" && shift 2 && "$@"
			exit 137
			""";

	/** Nothing of the host's kernel but what bubblewrap shows; no user but this one. */
	private static final List<String> OPTIONS = List.of("--rootless", "--network=none", "--ignore-cgroups",
			"--platform=ptrace", "--root=" + STATE);

	private final SandboxProperties properties;

	GvisorInterior(SandboxProperties properties) {
		this.properties = properties;
	}

	@Override
	public TierName tier() {
		return TierName.GVISOR;
	}

	@Override
	public Optional<String> missing() {
		return runsc().isPresent() ? Optional.empty()
				: Optional.of("gVisor is not installed (apt-get install runsc, where the distribution has it)");
	}

	private static Optional<String> runsc() {
		return Tools.find("runsc").filter((path) -> path.startsWith("/usr/") || path.startsWith("/bin/"));
	}

	@Override
	public boolean nests() {
		return true;
	}

	/** Each of the program's is one of the host that is traced, and one that traces. */
	@Override
	public int processes(int program) {
		return OWN + 2 * program;
	}

	/** A signal from outside reaches gVisor, not the program. */
	@Override
	public boolean offersSessions() {
		return false;
	}

	@Override
	public List<String> command(IsolateSpec spec, List<String> program) {
		List<String> command = new ArrayList<>(
				List.of("/bin/sh", "-c", BEGIN, "sh", STATE, json.writeValueAsString(container(spec, program))));
		command.addAll(List.of(Tools.find("prlimit").orElseThrow(), "--core=0",
				"--nproc=" + processes(this.properties.limits(spec).processes()), "--", runsc().orElseThrow()));
		command.addAll(OPTIONS);
		if (spec.proxy() != null) {
			command.add("--fsgofer-host-uds");
		}
		command.addAll(List.of("run", "--bundle", STATE, spec.language().name()));
		return command;
	}

	/**
	 * The container, as the runtime specification of the Open Container Initiative has
	 * it. The root in there is the user outside: no other can be mapped without help of
	 * the host's root. It has no capabilities, and a home, since gVisor would look for
	 * one.
	 */
	private Map<String, Object> container(IsolateSpec spec, List<String> program) {
		return Map.of("ociVersion", "1.0.2", "hostname", "sandbox", //
				"root", Map.of("path", "/", "readonly", false), //
				"process", Map.of("args", program, "env", List.of("HOME=/tmp"), "cwd", BubblewrapArguments.WORKSPACE, //
						"noNewPrivileges", true, "user", Map.of("uid", 0, "gid", 0)),
				"mounts", mounts(spec), //
				"linux", Map.of("namespaces", List.of(Map.of("type", "pid"), Map.of("type", "mount"),
						Map.of("type", "ipc"), Map.of("type", "uts"), Map.of("type", "network"))));
	}

	private List<Map<String, Object>> mounts(IsolateSpec spec) {
		return List.of(mount("proc", "/proc"), mount("tmpfs", "/dev"),
				mount("tmpfs", "/dev/shm", "size=" + BubblewrapArguments.SHARED_MEMORY),
				mount("tmpfs", "/tmp", "mode=1777", "size=" + BubblewrapArguments.TEMPORARY),
				mount("tmpfs", BubblewrapArguments.CODE, "size=" + spec.startup().room(this.properties)),
				Map.of("type", "bind", "source", BubblewrapArguments.WORKSPACE, "destination",
						BubblewrapArguments.WORKSPACE, "options", List.of("rbind", spec.readOnly() ? "ro" : "rw")));
	}

	private static Map<String, Object> mount(String type, String destination, String... options) {
		return Map.of("type", type, "source", type, "destination", destination, "options", List.of(options));
	}

	@Override
	public Optional<String> explain(String stderr) {
		return stderr.startsWith("bwrap:") ? Optional.empty()
				: Optional.of("gVisor could not start a container here; the log of the bus has its message");
	}

}
