/** The one way from the kernel to the I/O bus. */
@NullMarked
package dev.aura.kernel.bus;

import org.jspecify.annotations.NullMarked;
