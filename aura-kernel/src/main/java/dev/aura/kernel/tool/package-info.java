/** The tools that the model sees, each a thin call of one peripheral. */
@NullMarked
package dev.aura.kernel.tool;

import org.jspecify.annotations.NullMarked;
