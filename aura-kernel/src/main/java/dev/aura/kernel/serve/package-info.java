/** The HTTP server that takes tasks, started by the serve command only. */
@NullMarked
package dev.aura.kernel.serve;

import org.jspecify.annotations.NullMarked;
