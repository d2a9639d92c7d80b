/**
 * Wire records and interface of the {@code web} peripheral: searching the web and reading
 * pages.
 */
@NullMarked
package dev.aura.api.web;

import org.jspecify.annotations.NullMarked;
