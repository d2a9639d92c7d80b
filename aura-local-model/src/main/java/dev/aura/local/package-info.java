/**
 * A model that runs inside this process: its weights, its engine, and how it is asked.
 */
@NullMarked
package dev.aura.local;

import org.jspecify.annotations.NullMarked;
