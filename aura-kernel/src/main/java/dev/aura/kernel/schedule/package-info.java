/** Who comes next when there is not room for all at once. */
@NullMarked
package dev.aura.kernel.schedule;

import org.jspecify.annotations.NullMarked;
