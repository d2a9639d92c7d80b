/** The model: which one answers, and how it is asked. */
@NullMarked
package dev.aura.kernel.model;

import org.jspecify.annotations.NullMarked;
