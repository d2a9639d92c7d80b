package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Bubblewrap's options for one isolate. They reach it over a file descriptor: its command
 * line is what a program sees in {@code /proc/1/cmdline}.
 */
final class BubblewrapArguments {

	/** The workspace as a program sees it. */
	static final String WORKSPACE = "/workspace";

	/**
	 * Where the source file lies, in a small folder of its own in memory: it is written
	 * by the interpreter, once it comes.
	 */
	static final String CODE = "/run/aura";

	/** Where the hook lies. */
	private static final String HOOKS = "/run/hooks";

	// Descriptors that the launching shell opens.
	static final String HOOK_FD = "7";

	static final String OPTIONS_FD = "8";

	static final String FILTER_FD = "9";

	private static final String NOBODY = "65534";

	static final String SHARED_MEMORY = Integer.toString(16 << 20);

	static final String TEMPORARY = Integer.toString(64 << 20);

	/** What interpreters and their libraries look for; no accounts, no configuration. */
	private static final List<String> ETC = List.of("/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime",
			"/etc/mime.types", "/etc/fonts", "/etc/matplotlibrc");

	private final List<String> arguments = new ArrayList<>();

	private BubblewrapArguments() {
	}

	/**
	 * The options, each ended by NUL.
	 * @param workspace the folder of the host
	 * @param interior what is to run in there
	 */
	static byte[] of(IsolateSpec spec, String workspace, Interior interior, SandboxProperties properties)
			throws IOException {
		BubblewrapArguments all = new BubblewrapArguments();
		all.isolation();
		if (!interior.nests()) {
			all.add("--disable-userns");
		}
		all.system();
		all.temporary();
		all.add("--size", Long.toString(spec.startup().room(properties)), "--tmpfs", CODE);
		all.add("--ro-bind-data", HOOK_FD, HOOKS + "/" + spec.startup().hook());
		all.add(spec.readOnly() ? "--ro-bind" : "--bind", workspace, WORKSPACE, "--chdir", WORKSPACE);
		all.arguments.addAll(interior.options());
		// Without these two, half the machine's memory could be filled with files.
		all.add("--remount-ro", "/dev", "--remount-ro", "/");
		all.add("--seccomp", FILTER_FD);
		return (String.join("\0", all.arguments) + "\0").getBytes(StandardCharsets.UTF_8);
	}

	/** Where things are in there. */
	static Startup.Paths paths(Language language) {
		return new Startup.Paths(WORKSPACE, CODE + "/" + language.fileName(), HOOKS);
	}

	private void isolation() {
		// --disable-userns would need this explicit --unshare-user.
		add("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts",
				"--unshare-cgroup-try", "--die-with-parent", "--as-pid-1", "--new-session");
		add("--clearenv", "--hostname", "sandbox", "--uid", NOBODY, "--gid", NOBODY, "--cap-drop", "ALL");
	}

	private void system() throws IOException {
		add("--ro-bind", "/usr", "/usr");
		for (String folder : List.of("bin", "sbin", "lib", "lib32", "lib64")) {
			mergedIntoUsr(Path.of("/", folder));
		}
		ETC.forEach((path) -> add("--ro-bind-try", path, path));
		try (DirectoryStream<Path> settings = Files.newDirectoryStream(Path.of("/etc"), "java-*-openjdk")) {
			settings.forEach((path) -> add("--ro-bind-try", path.toString(), path.toString()));
		}
		add("--proc", "/proc", "--dev", "/dev");
	}

	private void mergedIntoUsr(Path folder) throws IOException {
		if (Files.isSymbolicLink(folder)) {
			add("--symlink", Files.readSymbolicLink(folder).toString(), folder.toString());
		}
		else if (Files.isDirectory(folder)) {
			add("--ro-bind", folder.toString(), folder.toString());
		}
	}

	private void temporary() {
		add("--size", SHARED_MEMORY, "--tmpfs", "/dev/shm", "--size", TEMPORARY, "--tmpfs", "/tmp");
	}

	private void add(String... more) {
		this.arguments.addAll(List.of(more));
	}

}
