/** Wire records and interface of the {@code fs} peripheral: the workspace folder. */
@NullMarked
package dev.aura.api.fs;

import org.jspecify.annotations.NullMarked;
