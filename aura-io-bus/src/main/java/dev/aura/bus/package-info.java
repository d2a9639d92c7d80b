/** The I/O bus: the process that acts. */
@NullMarked
package dev.aura.bus;

import org.jspecify.annotations.NullMarked;
