/**
 * Measures Aura from outside, each figure beside what it is compared with, in one run.
 */
@NullMarked
package dev.aura.bench;

import org.jspecify.annotations.NullMarked;
