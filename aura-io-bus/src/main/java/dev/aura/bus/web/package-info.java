/** The {@code web} peripheral: searches the web and reads public pages as markdown. */
@NullMarked
package dev.aura.bus.web;

import org.jspecify.annotations.NullMarked;
