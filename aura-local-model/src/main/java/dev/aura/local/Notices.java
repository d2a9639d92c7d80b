package dev.aura.local;

/** Tells a person what is done for the model, since a download takes its time. */
public interface Notices {

	/** Tells nobody. */
	Notices SILENT = new Notices() {

		@Override
		public void say(String line) {
			// Nobody listens.
		}

		@Override
		public void progress(String what, long done, long of) {
			// Nobody looks.
		}

	};

	/** One line, before or after something is done. */
	void say(String line);

	/**
	 * How far a download has come; called often.
	 * @param done bytes
	 * @param of bytes in all, about
	 */
	void progress(String what, long done, long of);

}
