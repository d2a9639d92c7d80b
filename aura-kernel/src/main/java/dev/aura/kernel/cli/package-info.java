/** The command line. */
@NullMarked
package dev.aura.kernel.cli;

import org.jspecify.annotations.NullMarked;
