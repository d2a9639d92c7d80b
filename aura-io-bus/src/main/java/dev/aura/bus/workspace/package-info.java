/** The files of the workspace for peripherals that do not own them. */
@NullMarked
package dev.aura.bus.workspace;

import org.jspecify.annotations.NullMarked;
