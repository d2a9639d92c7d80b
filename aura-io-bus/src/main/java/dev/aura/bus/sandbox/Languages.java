package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Finds what can run programs on this machine. Only what lies in the folders of the
 * system counts, since that is what a sandbox sees, and by its real path, since links may
 * lead through folders that it does not.
 */
@Component
class Languages {

	private static final Logger log = LoggerFactory.getLogger(Languages.class);

	private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+");

	/** Threads that libraries start by themselves on a machine with many processors. */
	private static final String THREADS = Integer.toString(Math.min(4, Runtime.getRuntime().availableProcessors()));

	private final Supervisor supervisor;

	/** Half of what a process may use: the rest is for what is not heap. */
	private final long heapMegabytes;

	private final Background<Map<String, Language>> found = new Background<>(this::find);

	Languages(Supervisor supervisor, SandboxProperties properties) {
		this.supervisor = supervisor;
		this.heapMegabytes = Math.max(32, properties.maxMemory().toMegabytes() / 2);
	}

	@EventListener(ApplicationReadyEvent.class)
	void probe() {
		this.found.start("sandbox-languages");
	}

	/** The languages by name. */
	Map<String, Language> all() throws InterruptedException {
		return this.found.await();
	}

	private Map<String, Language> find() {
		Map<String, Language> languages = Stream.of(python(), bash(), javascript(), java())
			.flatMap(Optional::stream)
			.collect(Collectors.toMap(Language::name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
		log.info("The sandbox knows {}",
				languages.values().stream().map((language) -> language.name() + " " + language.version()).toList());
		return languages;
	}

	private Optional<Language> python() {
		return interpreter("python3")
			.map((python) -> Language.python(python.path(), python.version(), Map.of("PYTHONDONTWRITEBYTECODE", "1",
					"PYTHONUTF8", "1", "OMP_NUM_THREADS", THREADS, "OPENBLAS_NUM_THREADS", THREADS)));
	}

	private Optional<Language> bash() {
		return interpreter("bash").map((bash) -> Language.bash(bash.path(), bash.version()));
	}

	private Optional<Language> javascript() {
		return interpreter("node").or(() -> interpreter("nodejs"))
			.map((node) -> Language.javascript(node.path(), node.version(),
					"--max-old-space-size=" + this.heapMegabytes, Map.of("NODE_PATH", Startup.WORKSPACE + ":"
							+ Startup.WORKSPACE + "/node_modules:" + "/usr/share/nodejs:/usr/lib/node_modules")));
	}

	/**
	 * The newest JDK that can compile. Its class path is not the workspace: the JVM would
	 * run services that are declared there before the program.
	 */
	private Optional<Language> java() {
		return javaHomes().stream()
			.flatMap((home) -> javaAt(home).stream())
			.max(Comparator.comparing((java) -> Runtime.Version.parse(java.version())))
			.map((java) -> Language.java(List.of(java.path(), "-Xmx" + this.heapMegabytes + "m", "-XX:+UseSerialGC",
					"-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-cp", Startup.HOOKS), java.version()));
	}

	private static List<Path> javaHomes() {
		List<Path> homes = new ArrayList<>();
		Tools.find("java").map(Languages::real).map((java) -> java.resolve("../..").normalize()).ifPresent(homes::add);
		try (DirectoryStream<Path> installed = Files.newDirectoryStream(Path.of("/usr/lib/jvm"))) {
			installed.forEach(homes::add);
		}
		catch (IOException ex) {
			log.debug("No Java below /usr/lib/jvm", ex);
		}
		return homes;
	}

	/** The version is read, not asked for: starting a JVM takes long. */
	private static Optional<Interpreter> javaAt(Path home) {
		Properties release = new Properties();
		try (var reader = Files.newBufferedReader(home.resolve("release"), StandardCharsets.UTF_8)) {
			release.load(reader);
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		Path java = real(home.resolve("bin/java").toString());
		Matcher version = VERSION.matcher(release.getProperty("JAVA_VERSION", ""));
		boolean usable = java.startsWith("/usr") && Files.isExecutable(java)
				&& Files.isExecutable(home.resolve("bin/javac")) && version.find();
		return usable ? Optional.of(new Interpreter(java.toString(), version.group())) : Optional.empty();
	}

	private Optional<Interpreter> interpreter(String name) {
		return Tools.find(name)
			.map((path) -> real(path).toString())
			.filter((path) -> path.startsWith("/usr/") || path.startsWith("/bin/"))
			.flatMap((path) -> version(path).map((version) -> new Interpreter(path, version)));
	}

	private Optional<String> version(String path) {
		try {
			Finished finished = this.supervisor.run(BubblewrapTools.builder(List.of(path, "--version")), new byte[0],
					Duration.ofSeconds(20), () -> false, Supervisor::kill);
			Matcher version = VERSION.matcher(finished.captured().stdout());
			return version.find() ? Optional.of(version.group()) : Optional.empty();
		}
		catch (IOException ex) {
			log.warn("An interpreter cannot be asked for its version", ex);
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
	}

	private static Path real(String path) {
		try {
			return Path.of(path).toRealPath();
		}
		catch (IOException ex) {
			return Path.of(path);
		}
	}

	private record Interpreter(String path, String version) {
	}

}
