/** Holds a process at a named place of the protocol of effects, for tests that kill. */
@NullMarked
package dev.aura.api.fault;

import org.jspecify.annotations.NullMarked;
