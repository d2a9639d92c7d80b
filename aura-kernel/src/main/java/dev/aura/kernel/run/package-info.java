/** A run from task to answer, and the record that it leaves. */
@NullMarked
package dev.aura.kernel.run;

import org.jspecify.annotations.NullMarked;
