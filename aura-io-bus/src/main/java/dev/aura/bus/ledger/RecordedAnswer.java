package dev.aura.bus.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What a call was answered.
 *
 * @param status HTTP status
 * @param contentType of the body; absent when there is none
 * @param body as it was sent
 */
record RecordedAnswer(int status, @Nullable String contentType, byte[] body) {
}
