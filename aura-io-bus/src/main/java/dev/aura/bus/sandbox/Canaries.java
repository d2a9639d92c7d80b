package dev.aura.bus.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import dev.aura.api.sandbox.ExecuteResult.Limit;

/**
 * Programs that try what a tier must prevent. A tier that passes them isolates here and
 * now, whatever it promises.
 */
final class Canaries {

	private static final Duration DEADLINE = Duration.ofMillis(500);

	/** Prints what it could do, or that all is well. */
	private static final String INTRUDER = """
			intact=yes
			leak() { echo "$1"; intact=no; }
			[ -e '%s' ] && leak 'a program saw a secret file of the bus'
			[ -e /etc/shadow ] && leak 'a program saw the accounts of the host'
			while IFS= read -r -d '' entry; do
			  [[ $entry == PWD=* || $entry == HOME=/tmp ]] || leak 'a program saw the environment of its launcher'
			done < /proc/1/environ
			while read -r name value; do
			  [ "$name" = CapEff: ] && [[ $value == *[1-9a-f]* ]] && leak 'a program ran with capabilities'
			done < /proc/self/status
			[ -w /proc/sys/kernel/core_pattern ] && leak "a program could change the settings of the host's kernel"
			{ exec 3<>/dev/tcp/127.0.0.1/%d; } 2>/dev/null && leak 'a program reached the network of the host'
			{ : > /aura-canary; } 2>/dev/null && leak 'a program wrote outside the workspace'
			[ -w . ] || leak 'programs cannot write to the workspace; give its folder to the user of the bus'
			[ $intact = yes ] && echo intact
			""";

	private static final String NOTHING = ":";

	/** The first time, what it needs may still lie on disk. */
	private static final int TRIES = 2;

	/** What takes as many times too long is not waited for. */
	private static final int HOPELESS = 10;

	/** Will not end, neither by itself nor when asked; nor will its daemon. */
	private static final String IMMORTAL = """
			trap '' TERM HUP
			(setsid sleep %1$s >/dev/null 2>&1 &)
			sleep %1$s
			""";

	private final SandboxTier tier;

	private final Language bash;

	private final Duration patience;

	/** What a program that does nothing took. */
	private Duration took = Duration.ZERO;

	/**
	 * Canaries of a tier.
	 * @param patience how long one may take that ends by itself
	 */
	Canaries(SandboxTier tier, String bash, Duration patience) {
		this.patience = patience;
		this.tier = tier;
		this.bash = Language.bash(bash, "");
	}

	/**
	 * How long a program that does nothing takes from start to end, or at least: nothing
	 * when it cannot be started.
	 * @param enough what needs no second try
	 */
	Duration quickest(Duration enough) throws InterruptedException {
		Duration most = (enough.compareTo(this.patience) < 0) ? enough.multipliedBy(HOPELESS) : this.patience;
		Optional<Duration> quickest = Optional.empty();
		for (int tried = 0; tried < TRIES
				&& quickest.filter((took) -> took.compareTo(enough) <= 0).isEmpty(); tried++) {
			switch (run(NOTHING, most)) {
				case Ending.Completed completed ->
					quickest = Optional.of(min(completed.captured().elapsed(), quickest));
				case Ending.TimedOut timedOut -> {
					return timedOut.captured().elapsed();
				}
				default -> {
					return Duration.ZERO;
				}
			}
		}
		this.took = quickest.orElse(Duration.ZERO);
		return this.took;
	}

	private static Duration min(Duration one, Optional<Duration> other) {
		return other.filter((two) -> two.compareTo(one) < 0).orElse(one);
	}

	/**
	 * What is wrong with the tier.
	 * @param secret a file of the bus that programs must not see
	 */
	Optional<Fault> find(Path secret) throws IOException, InterruptedException {
		Optional<Fault> intrusion = intrusion(secret);
		return intrusion.isPresent() ? intrusion : survival();
	}

	private Optional<Fault> intrusion(Path secret) throws IOException, InterruptedException {
		try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String quoted = secret.toString().replace("'", "'\\''");
			Ending ending = run(INTRUDER.formatted(quoted, door.getLocalPort()), this.patience);
			return switch (ending) {
				case Ending.NotStarted(String said) -> Optional.of(new Fault(Fault.Kind.NOT_STARTED, said));
				case Ending.Completed(int exitCode, Limit limit, Ending.Captured captured) when captured.stdout()
					.equals("intact\n") -> Optional.empty();
				case Ending.Completed(int exitCode, Limit limit, Ending.Captured captured) ->
					Optional.of(new Fault(Fault.Kind.LEAK, captured.stdout().strip().replace("\n", ", ")));
				case Ending.TimedOut timedOut -> Optional.of(new Fault(Fault.Kind.LEAK, "a program took too long"));
				case Ending.Abandoned abandoned -> throw new IllegalStateException("The probe waits for its programs");
				case Ending.Killed killed -> Optional.of(new Fault(Fault.Kind.LEAK, "a program was killed"));
			};
		}
	}

	private Optional<Fault> survival() throws InterruptedException {
		String marker = "300." + ThreadLocalRandom.current().nextLong(1_000_000_000_000L, Long.MAX_VALUE);
		Ending ending = run(this.bash.named(marker), IMMORTAL.formatted(marker),
				DEADLINE.plus(this.took.multipliedBy(2)));
		if (!(ending instanceof Ending.TimedOut)) {
			return Optional.of(new Fault(Fault.Kind.LEAK, "a program was not stopped at its deadline"));
		}
		// A sandbox that shows nothing of what runs in it is named after the language.
		boolean survived = ProcessHandle.allProcesses()
			.anyMatch((process) -> process.info().commandLine().orElse("").contains(marker));
		return survived ? Optional.of(new Fault(Fault.Kind.LEAK, "a program outlived its deadline")) : Optional.empty();
	}

	private Ending run(String code, Duration timeout) throws InterruptedException {
		return run(this.bash, code, timeout);
	}

	private Ending run(Language language, String code, Duration timeout) throws InterruptedException {
		return this.tier.run(new Program(language, code, "", timeout, null, () -> false, OutputSink.NONE));
	}

	/**
	 * What is wrong.
	 *
	 * @param said for {@code NOT_STARTED} what the tier said, for {@code LEAK} a reason
	 */
	record Fault(Kind kind, String said) {

		/** Whether the tier did not work, or worked and did not isolate. */
		enum Kind {

			NOT_STARTED, LEAK

		}

	}

}
