package dev.aura.local;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.Pair;

/**
 * llama.cpp in this process. A call into it cannot be interrupted, so a long prompt is
 * read in pieces, each of them kept by the engine for the next, and between the pieces,
 * as between the tokens of an answer, an interrupt is looked for.
 */
final class LlamaEngine implements LocalEngine {

	/** Weights without a template were trained on plain text. */
	private static final String PLAIN = "{% for m in messages %}{% if m['role'] == 'assistant' %}Action: {{ m['content'] }}\n"
			+ "{% else %}{{ m['content'] }}\n{% endif %}{% endfor %}{% if add_generation_prompt %}Action: {% endif %}";

	/** Characters of a prompt that are read before anybody looks for an interrupt. */
	private static final int FIRST_PIECE = 256;

	private static final long PIECE_NANOS = 300_000_000L;

	private static final int MOST_THREADS = 4;

	private final LlamaModel model;

	private final ReentrantLock turn = new ReentrantLock(true);

	/** The beginning of a prompt that the engine has read already. */
	private String read = "";

	private int piece = FIRST_PIECE;

	/**
	 * Loads weights.
	 * @param cache where the native library is kept
	 * @throws LocalModelException when they cannot be loaded
	 */
	LlamaEngine(Weights weights, Path cache) {
		LlamaLibrary.load(cache);
		int threads = threads();
		ModelParameters parameters = new ModelParameters().setModel(weights.file().toString())
			.setCtxSize(weights.contextTokens())
			.setThreads(threads)
			.setThreadsBatch(threads)
			.setParallel(1)
			.setBatchSize(512)
			.disableContextShift()
			.skipWarmup()
			// It would go to the terminal.
			.disableLog()
			.enableJinja();
		if (!weights.hasTemplate()) {
			parameters.setChatTemplate(PLAIN);
		}
		try {
			this.model = new LlamaModel(parameters);
		}
		catch (RuntimeException ex) {
			throw new LocalModelException(weights.file() + " cannot be loaded: " + ex.getMessage(), ex);
		}
	}

	/** The engine's threads wait for each other by turning round: idle cores only. */
	private static int threads() {
		int cores = Runtime.getRuntime().availableProcessors();
		double busy = Math.max(0, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
		return Math.clamp(Math.round(cores - busy), 1, MOST_THREADS);
	}

	@Override
	public String written(List<Said> conversation) {
		// The template sees marks in place of the texts, which may hold anything.
		List<Pair<String, String>> marks = new ArrayList<>();
		String system = "";
		for (int i = 0; i < conversation.size(); i++) {
			if (conversation.get(i).role().equals("system")) {
				system = mark(i);
			}
			else {
				marks.add(new Pair<>(conversation.get(i).role(), mark(i)));
			}
		}
		String written = this.model.applyTemplate(new InferenceParameters("").setMessages(system, marks));
		for (int i = 0; i < conversation.size(); i++) {
			written = written.replace(mark(i), harmless(conversation.get(i).text()));
		}
		return written;
	}

	private static String mark(int index) {
		return "[[said-" + index + "]]";
	}

	/** A text cannot speak for the model or end its own message. */
	private static String harmless(String text) {
		return text.replace("<|", "< |")
			.replace("<start_of_turn>", "< start_of_turn>")
			.replace("<end_of_turn>", "< end_of_turn>")
			.replace("</s>", "< /s>");
	}

	@Override
	public int tokens(String text) {
		return this.model.encode(text).length;
	}

	@Override
	public Continuation continued(Prompt prompt, Consumer<String> text) {
		try {
			this.turn.lockInterruptibly();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted");
		}
		try {
			readAhead(prompt.text());
			return generate(prompt, text);
		}
		catch (CancellationException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new LocalModelException("the local model failed: " + ex.getMessage(), ex);
		}
		finally {
			this.turn.unlock();
		}
	}

	private void readAhead(String prompt) {
		int done = commonLength(this.read, prompt);
		while (prompt.length() - done > this.piece) {
			done = boundary(prompt, done + this.piece);
			long start = System.nanoTime();
			String part = prompt.substring(0, done);
			for (LlamaIterator all = this.model
				.generate(new InferenceParameters(part).setNPredict(1).setCachePrompt(true).setTemperature(0))
				.iterator(); all.hasNext();) {
				all.next();
			}
			this.read = part;
			adapt(System.nanoTime() - start);
			stopIfInterrupted();
		}
	}

	/** So many characters as are read in the time that an interrupt may wait. */
	private void adapt(long nanos) {
		double wanted = this.piece * (double) PIECE_NANOS / Math.max(1, nanos);
		this.piece = (int) Math.clamp(Math.round(wanted), FIRST_PIECE, FIRST_PIECE * 32L);
	}

	private Continuation generate(Prompt prompt, Consumer<String> sink) {
		InferenceParameters parameters = new InferenceParameters(prompt.text()).setNPredict(prompt.mostTokens())
			.setCachePrompt(true)
			.setTemperature(prompt.temperature())
			.setStopStrings(prompt.stops().toArray(String[]::new));
		if (!prompt.grammar().isEmpty()) {
			parameters.setGrammar(prompt.grammar());
		}
		StringBuilder text = new StringBuilder();
		int tokens = 0;
		LlamaIterator all = this.model.generate(parameters).iterator();
		while (all.hasNext()) {
			LlamaOutput output = all.next();
			// The last one says that it is the last, and nothing else.
			tokens += all.hasNext() ? 1 : 0;
			text.append(output.text);
			if (!output.text.isEmpty()) {
				sink.accept(output.text);
			}
			if (Thread.currentThread().isInterrupted() && all.hasNext()) {
				all.cancel();
				stopIfInterrupted();
			}
		}
		this.read = prompt.text();
		// Pieces are not passed on for tokens that are only a part of a character.
		return new Continuation(text.toString(), tokens(prompt.text()), Math.max(tokens, tokens(text.toString())));
	}

	private static void stopIfInterrupted() {
		if (Thread.currentThread().isInterrupted()) {
			throw new CancellationException("interrupted");
		}
	}

	private static int commonLength(String one, String other) {
		int length = Math.min(one.length(), other.length());
		for (int i = 0; i < length; i++) {
			if (one.charAt(i) != other.charAt(i)) {
				return i;
			}
		}
		return length;
	}

	private static int boundary(String text, int place) {
		return Character.isLowSurrogate(text.charAt(place)) ? place - 1 : place;
	}

	@Override
	public void close() {
		this.model.close();
	}

}
