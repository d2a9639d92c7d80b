/** Opens single hosts to programs that have no network. */
@NullMarked
package dev.aura.bus.egress;

import org.jspecify.annotations.NullMarked;
