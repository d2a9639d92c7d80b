package dev.aura.api.memory;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Which chunks to forget: those that meet all of what is given. A source or a filter must
 * be; {@code DELETE /memory/namespaces/NAME} forgets everything of a namespace.
 *
 * @param namespace where to look; {@code default} when absent
 * @param source the whole source, as it was given
 * @param filter as in a query
 */
public record ForgetRequest(@Nullable String namespace, @Nullable String source, @Nullable Map<String, Object> filter) {
}
