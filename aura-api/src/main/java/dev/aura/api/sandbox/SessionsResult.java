package dev.aura.api.sandbox;

import java.util.List;

/**
 * The sessions of the bus, oldest first.
 *
 * @param most how many there may be at once
 */
public record SessionsResult(List<SessionResult> sessions, int most) {
}
