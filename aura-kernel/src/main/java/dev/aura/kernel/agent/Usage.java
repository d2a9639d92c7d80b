package dev.aura.kernel.agent;

import java.io.Serializable;

import dev.aura.kernel.model.ModelAnswer;

/**
 * Tokens of a whole run.
 *
 * @param input read by the model, summed over its calls
 * @param output written by it
 */
public record Usage(long input, long output) implements Serializable {

	public static final Usage NONE = new Usage(0, 0);

	Usage plus(ModelAnswer.Tokens tokens) {
		return new Usage(this.input + tokens.input(), this.output + tokens.output());
	}

	public long total() {
		return this.input + this.output;
	}

}
