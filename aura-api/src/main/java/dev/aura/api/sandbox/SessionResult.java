package dev.aura.api.sandbox;

/**
 * An isolated interpreter that keeps what programs define, and their files in
 * {@code /tmp}, from one execution to the next.
 *
 * @param id names it in further calls
 * @param language of its programs
 * @param tier the isolation that it runs under
 * @param busy whether it executes a program right now
 * @param executions how many programs it has been given
 * @param idleSeconds after how long without an execution it ends
 * @param remainingSeconds until it ends unless it is used; the same while it is busy
 */
public record SessionResult(String id, String language, String tier, boolean busy, long executions, double idleSeconds,
		double remainingSeconds) {
}
