/** Files of several formats as text with its structure. */
@NullMarked
package dev.aura.bus.memory.document;

import org.jspecify.annotations.NullMarked;
