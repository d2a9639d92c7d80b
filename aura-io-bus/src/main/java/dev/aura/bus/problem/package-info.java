/** The one place where failures become HTTP. */
@NullMarked
package dev.aura.bus.problem;

import org.jspecify.annotations.NullMarked;
