/** What one run may do: its budget, its approvals, and what its model is sent. */
@NullMarked
package dev.aura.kernel.policy;

import org.jspecify.annotations.NullMarked;
