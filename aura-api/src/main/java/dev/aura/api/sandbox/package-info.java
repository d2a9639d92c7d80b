/**
 * Wire records and interface of the {@code sandbox} peripheral: running code that the
 * model wrote.
 */
@NullMarked
package dev.aura.api.sandbox;

import org.jspecify.annotations.NullMarked;
