/** A scripted model and a scripted bus, which stand in for the outside world. */
@NullMarked
package dev.aura.kernel;

import org.jspecify.annotations.NullMarked;
