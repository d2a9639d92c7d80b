package dev.aura.bus.fs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a regular expression becomes when it is compiled, where {@code (a{9}){9}} is
 * 81 parts. The RE2 library has no limit of its own, and a short query could fill the
 * memory. Errs on the large side for what is quoted or not well-formed.
 */
final class ExpressionSize {

	private static final double MAX = 20_000;

	private static final Pattern repetition = Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}");

	private final String expression;

	private final Matcher repetitions;

	/** Sizes of what stands before the groups that are open. */
	private final Deque<Double> open = new ArrayDeque<>();

	private double size;

	/** The size of what a repetition would repeat. */
	private double last;

	private ExpressionSize(String expression) {
		this.expression = expression;
		this.repetitions = repetition.matcher(expression);
	}

	static boolean isReasonable(String expression) {
		return new ExpressionSize(expression).measure() <= MAX;
	}

	private double measure() {
		int at = 0;
		while (at < this.expression.length()) {
			at = accept(this.expression.charAt(at), at);
		}
		return this.size + this.open.stream().mapToDouble(Double::doubleValue).sum();
	}

	/** Takes in what begins at an index, and tells where the next part begins. */
	private int accept(char character, int at) {
		switch (character) {
			case '(' -> {
				this.open.push(this.size);
				this.size = 0;
				this.last = 0;
			}
			case ')' -> {
				this.last = this.size + 1;
				this.size = this.last + (this.open.isEmpty() ? 0 : this.open.pop());
			}
			case '{' -> {
				if (this.repetitions.find(at) && this.repetitions.start() == at) {
					repeat();
					return this.repetitions.end();
				}
				add();
			}
			case '[' -> {
				add();
				return endOfClass(at);
			}
			case '\\' -> {
				add();
				return at + 2;
			}
			default -> add();
		}
		return at + 1;
	}

	private void add() {
		this.last = 1;
		this.size++;
	}

	private void repeat() {
		String least = this.repetitions.group(1);
		String most = this.repetitions.group(2);
		double count = Math.max(1, Double.parseDouble((most == null || most.isEmpty()) ? least : most));
		this.size += this.last * (count - 1);
		this.last *= count;
	}

	private int endOfClass(int at) {
		int end = at + 1;
		if (this.expression.startsWith("^", end)) {
			end++;
		}
		// A bracket that comes first is meant as it is.
		for (end++; end < this.expression.length() && this.expression.charAt(end) != ']'; end++) {
			if (this.expression.charAt(end) == '\\') {
				end++;
			}
		}
		return end + 1;
	}

}
