/** The record of mutating calls that lets the same call be made twice and act once. */
@NullMarked
package dev.aura.bus.ledger;

import org.jspecify.annotations.NullMarked;
