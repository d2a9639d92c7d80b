/** Names and addresses of other machines, and which of them are public. */
@NullMarked
package dev.aura.bus.address;

import org.jspecify.annotations.NullMarked;
