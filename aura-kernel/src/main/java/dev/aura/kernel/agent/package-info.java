/** The graph: its state, the Processor, and the node that carries out tool calls. */
@NullMarked
package dev.aura.kernel.agent;

import org.jspecify.annotations.NullMarked;
