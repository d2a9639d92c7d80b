/** Aura from outside. */
@NullMarked
package dev.aura.e2e;

import org.jspecify.annotations.NullMarked;
