/** Journals of runs as regression tests: load one, replay it, assert on what it did. */
@NullMarked
package dev.aura.testkit;

import org.jspecify.annotations.NullMarked;
