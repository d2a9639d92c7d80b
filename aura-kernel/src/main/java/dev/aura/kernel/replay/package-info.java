/**
 * Runs again, from their journals: the graph is real, its model and tools are recorded.
 */
@NullMarked
package dev.aura.kernel.replay;

import org.jspecify.annotations.NullMarked;
