/**
 * Wire records and interface of the {@code memory} peripheral: text kept and found again
 * by meaning and by words.
 */
@NullMarked
package dev.aura.api.memory;

import org.jspecify.annotations.NullMarked;
