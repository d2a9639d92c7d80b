/**
 * The wire contract that the bus and the kernel share: one interface per peripheral, its
 * records, and the names of headers and problems.
 */
@NullMarked
package dev.aura.api;

import org.jspecify.annotations.NullMarked;
