/** The {@code fs} peripheral: the workspace folder, and nothing outside of it. */
@NullMarked
package dev.aura.bus.fs;

import org.jspecify.annotations.NullMarked;
