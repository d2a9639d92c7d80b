/** What the model is sent of a long conversation, so that it fits the model's window. */
@NullMarked
package dev.aura.kernel.context;

import org.jspecify.annotations.NullMarked;
