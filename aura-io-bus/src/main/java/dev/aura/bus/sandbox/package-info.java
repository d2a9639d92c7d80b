/** Runs code that the model wrote, isolated as far as the tier in force promises. */
@NullMarked
package dev.aura.bus.sandbox;

import org.jspecify.annotations.NullMarked;
