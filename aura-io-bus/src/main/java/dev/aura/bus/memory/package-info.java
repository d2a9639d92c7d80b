/** Text kept in SQLite and found again by meaning (FAISS) and by words (FTS5). */
@NullMarked
package dev.aura.bus.memory;

import org.jspecify.annotations.NullMarked;
