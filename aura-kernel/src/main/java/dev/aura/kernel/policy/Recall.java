package dev.aura.kernel.policy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import dev.aura.api.memory.AddRequest;
import dev.aura.kernel.bus.BusCall;
import dev.aura.kernel.bus.BusClient;
import dev.aura.kernel.bus.BusException;
import dev.aura.kernel.bus.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was cut out of a conversation in the memory, in a namespace of the run,
 * where the model's recall finds it. The journal has it as well.
 */
final class Recall implements BiConsumer<Integer, String> {

	private static final Logger log = LoggerFactory.getLogger(Recall.class);

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final BusClient bus;

	private final String run;

	private final String trace;

	private final Set<Integer> kept = ConcurrentHashMap.newKeySet();

	Recall(BusClient bus, String run, String trace) {
		this.bus = bus;
		this.run = run;
		this.trace = trace;
	}

	/** Keeps the text of a message, once; nobody waits for it. */
	@Override
	public void accept(Integer message, String text) {
		if (this.kept.add(message)) {
			Thread.ofVirtual().name("recall").start(() -> keep(message, text));
		}
	}

	private void keep(int message, String text) {
		// The same key in every life of the run, so that it is kept once.
		BusCall call = new BusCall(this.run + "/context/" + message, Span.in(this.trace), PATIENCE);
		AddRequest request = new AddRequest(text, this.run, "message " + message + " of the run", null);
		try {
			this.bus.call(call, (peripherals) -> peripherals.memory().add(request, call.key()));
		}
		catch (BusException ex) {
			log.warn("Message {} of {} is in the journal only: {}", message, this.run, ex.getMessage());
		}
	}

}
