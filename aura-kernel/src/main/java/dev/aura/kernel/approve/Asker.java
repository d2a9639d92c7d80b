package dev.aura.kernel.approve;

import java.util.Optional;

/** Whoever can be asked while a run goes on. Called by several threads at once. */
public interface Asker {

	/** Nobody is there: the run pauses instead. */
	Asker NOBODY = (tool, question) -> Optional.empty();

	/** Blocks until the person decided. */
	Optional<Verdict> ask(String tool, String question);

}
