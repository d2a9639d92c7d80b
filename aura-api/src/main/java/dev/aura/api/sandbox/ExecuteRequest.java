package dev.aura.api.sandbox;

import java.util.List;

import dev.aura.api.Required;
import org.jspecify.annotations.Nullable;

/**
 * A program to run.
 *
 * @param language {@code python}, {@code bash}, {@code javascript} or {@code java}
 * @param code the source text
 * @param stdin what the program reads; empty when absent
 * @param timeoutSeconds wall-clock limit; the bus's default when absent, capped by the
 * bus
 * @param network what the program may reach; nothing when absent
 * @param limits what else the program may use; the bus's settings when absent
 * @param workspace what it may do to the workspace; {@link WorkspaceAccess#READ_WRITE}
 * when absent
 */
public record ExecuteRequest(String language, String code, @Nullable String stdin, @Nullable Double timeoutSeconds,
		@Nullable Network network, @Nullable Limits limits, @Nullable WorkspaceAccess workspace) {

	public ExecuteRequest {
		Required.field(language, "language");
		Required.field(code, "code");
	}

	/**
	 * What a program may reach, by an HTTP proxy that {@code HTTP_PROXY} and the like
	 * name in its environment.
	 *
	 * @param allow {@code host:port} pairs: names of public hosts, each with the one port
	 * that is opened; nothing when absent or empty
	 */
	public record Network(List<String> allow) {
	}

	/**
	 * Limits of one program, each at most that of the bus's settings and that when
	 * absent.
	 *
	 * @param cpuSeconds processor time of each process, and of all together where the bus
	 * can count it
	 * @param memoryMb memory of each process, and of all together where the bus can count
	 * it; in units of 1,048,576 bytes
	 * @param processes processes and threads
	 * @param openFiles open files of each process
	 * @param fileSizeMb size of each file that it writes
	 * @param diskMb how much fuller the file system of the workspace may become
	 */
	public record Limits(@Nullable Long cpuSeconds, @Nullable Long memoryMb, @Nullable Long processes,
			@Nullable Long openFiles, @Nullable Long fileSizeMb, @Nullable Long diskMb) {
	}

}
