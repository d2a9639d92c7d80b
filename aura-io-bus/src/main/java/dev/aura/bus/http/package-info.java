/**
 * What every call passes before it reaches a peripheral: the log, the token, the size
 * limit.
 */
@NullMarked
package dev.aura.bus.http;

import org.jspecify.annotations.NullMarked;
