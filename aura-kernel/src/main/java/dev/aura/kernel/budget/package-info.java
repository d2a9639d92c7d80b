/** What runs may spend and have spent, in calls, tokens and money. */
@NullMarked
package dev.aura.kernel.budget;

import org.jspecify.annotations.NullMarked;
