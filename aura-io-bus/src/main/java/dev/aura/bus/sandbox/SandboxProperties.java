package dev.aura.bus.sandbox;

import java.time.Duration;
import java.util.Locale;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What runs the model's programs and what they may use.
 *
 * @param tier {@code auto} is the strongest tier that passes its probe within
 * {@code autoBudget} and never {@code process}
 * @param autoBudget what a program that does nothing may take in a tier stronger than
 * bubblewrap, for {@code auto} to choose it
 * @param timeout wall-clock limit of a program whose request names none
 * @param maxTimeout the longest that a request may name
 * @param maxCode size of a source text
 * @param maxStdin size of what a program reads
 * @param maxOutput what is kept of stdout and of stderr, each; the rest is dropped
 * @param maxWritten what a program may write to both before it is killed
 * @param maxConcurrent programs that run at once; 0 is twice the processors
 * @param maxQueued requests that wait for a place
 * @param maxQueueTime how long they wait
 * @param maxMemory memory of each process, and of all processes of a program together
 * where control groups can be made
 * @param maxProcesses processes and threads of one program
 * @param maxOpenFiles open files of each process
 * @param maxFileSize size of each file that a program writes
 * @param maxCpuTime processor time of each process, and of all processes of a program
 * together where control groups count it
 * @param maxDisk how much fuller the file system of the workspace may become while a
 * program runs
 */
@ConfigurationProperties("aura.sandbox")
@Validated
record SandboxProperties(@Pattern(regexp = SandboxProperties.TIERS,
		message = "expected: auto, microvm, gvisor, bubblewrap or process (environment variable AURA_SANDBOX)") @DefaultValue("auto") String tier,
		@DurationMin(millis = 1) @DefaultValue("150ms") Duration autoBudget,
		@DurationMin(millis = 1) @DefaultValue("30s") Duration timeout,
		@DurationMin(millis = 1) @DefaultValue("600s") Duration maxTimeout, @DefaultValue("1MB") DataSize maxCode,
		@DefaultValue("8MB") DataSize maxStdin, @DefaultValue("1MB") DataSize maxOutput,
		@DefaultValue("64MB") DataSize maxWritten, @Min(0) @Max(10_000) @DefaultValue("0") int maxConcurrent,
		@Min(0) @DefaultValue("64") int maxQueued, @DurationMin(millis = 0) @DefaultValue("10s") Duration maxQueueTime,
		@DefaultValue("2GB") DataSize maxMemory, @Min(1) @DefaultValue("128") int maxProcesses,
		@Min(16) @DefaultValue("256") int maxOpenFiles, @DefaultValue("1GB") DataSize maxFileSize,
		@DurationMin(seconds = 1) @DefaultValue("600s") Duration maxCpuTime, @DefaultValue("10GB") DataSize maxDisk) {

	static final String AUTO = "auto";

	static final String TIERS = "auto|microvm|gvisor|bubblewrap|process";

	SandboxProperties {
		tier = tier.isBlank() ? AUTO : tier.strip().toLowerCase(Locale.ROOT);
		timeout = (timeout.compareTo(maxTimeout) > 0) ? maxTimeout : timeout;
		maxConcurrent = (maxConcurrent == 0) ? 2 * Runtime.getRuntime().availableProcessors() : maxConcurrent;
		atLeast(1, "max-code", maxCode);
		atLeast(0, "max-stdin", maxStdin);
		atLeast(1024, "max-output", maxOutput);
		atLeast(1024, "max-written", maxWritten);
		atLeast(1024, "max-memory", maxMemory);
		atLeast(1, "max-file-size", maxFileSize);
		atLeast(1, "max-disk", maxDisk);
	}

	private static void atLeast(long bytes, String name, DataSize size) {
		if (size.toBytes() < bytes) {
			throw new IllegalArgumentException(
					"aura.sandbox.%s: %s (expected: at least %dB)".formatted(name, size, bytes));
		}
	}

	/** What every program may use at most. */
	ProgramLimits limits() {
		return new ProgramLimits(this.maxCpuTime, this.maxMemory, this.maxProcesses, this.maxOpenFiles,
				this.maxFileSize, this.maxDisk);
	}

	/** What a program in an isolate may use. */
	ProgramLimits limits(IsolateSpec spec) {
		return (spec.limits() != null) ? spec.limits() : limits();
	}

	/** Whether the setting names this tier. */
	boolean names(TierName name) {
		return this.tier.equals(name.wire());
	}

	boolean auto() {
		return this.tier.equals(AUTO);
	}

}
