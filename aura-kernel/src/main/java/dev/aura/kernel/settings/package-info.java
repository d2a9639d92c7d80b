/** What the person configured, read from the environment and checked. */
@NullMarked
package dev.aura.kernel.settings;

import org.jspecify.annotations.NullMarked;
