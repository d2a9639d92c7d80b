/** Which tool calls a person has to allow, and what the person is shown. */
@NullMarked
package dev.aura.kernel.approve;

import org.jspecify.annotations.NullMarked;
