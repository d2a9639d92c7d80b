package dev.aura.kernel.agent;

/** The bus stayed away; its message is one line for the person. */
public final class BusGoneException extends RuntimeException {

	public BusGoneException(String address) {
		super("the bus at " + address + " does not answer; its log is in AURA_HOME/logs, and ./run.sh bus starts it");
	}

}
