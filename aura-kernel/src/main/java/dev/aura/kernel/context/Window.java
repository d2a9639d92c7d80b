package dev.aura.kernel.context;

/**
 * How much of a conversation fits.
 *
 * @param high tokens at which the conversation is cut
 * @param low tokens to which it is cut, much lower, so that what is sent keeps its
 * beginning for many steps and providers' caches of it hold
 */
record Window(long high, long low) {

	/** The schemas of the tools, which are sent with every call. */
	private static final int TOOLS = 2_500;

	/**
	 * The window of a model.
	 * @param contextTokens that it can read and write in one call
	 * @param maxOutputTokens that it writes at most
	 */
	static Window of(int contextTokens, int maxOutputTokens) {
		int output = Math.min(maxOutputTokens, contextTokens / 4);
		long room = Math.max(contextTokens / 4, contextTokens - output - TOOLS);
		return new Window(room * 9 / 10, room / 2);
	}

}
