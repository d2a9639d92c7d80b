/** Exact vector search by FAISS. */
@NullMarked
package dev.aura.faiss;

import org.jspecify.annotations.NullMarked;
