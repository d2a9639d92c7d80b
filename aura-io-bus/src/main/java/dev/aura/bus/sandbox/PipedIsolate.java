package dev.aura.bus.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.aura.api.sandbox.ExecuteResult.Limit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An isolate that is one process with three pipes, whatever the tier puts around it.
 *
 * <p>
 * On stdin go, in this order: a word, for the {@link FirstProcess}; for each program the
 * size of its code in bytes, for a session also that of what it reads, for others perhaps
 * that somebody follows its output; the code; what the program reads. The word and the
 * sizes are a line each. On stdout the interpreter says that it waits, and on both
 * outputs the word marks where that of a program ends ({@link MarkedOutput}).
 */
final class PipedIsolate implements Isolate {

	private static final Logger log = LoggerFactory.getLogger(PipedIsolate.class);

	/** How long outputs may stay open, or a process alive, once all should have ended. */
	private static final Duration GRACE = Duration.ofSeconds(2);

	/** How long an interrupted session may take to give up what it does. */
	private static final Duration OBEDIENCE = Duration.ofSeconds(1);

	/** How often it is asked whether anybody still waits for the result. */
	private static final Duration GLANCE = Duration.ofMillis(100);

	private final IsolateSpec spec;

	private final Process process;

	private final Containment containment;

	private final Supervisor supervisor;

	private final MarkedOutput stdout;

	private final MarkedOutput stderr;

	private final AtomicBoolean closed = new AtomicBoolean();

	/** What earlier programs ran into, which the kernel goes on to count. */
	private @Nullable Limit known;

	private volatile boolean ready;

	private volatile boolean over;

	private PipedIsolate(IsolateSpec spec, Process process, Containment containment, Supervisor supervisor,
			String word) {
		this.spec = spec;
		this.process = process;
		this.containment = containment;
		this.supervisor = supervisor;
		this.stdout = new MarkedOutput(process.getInputStream(), word);
		this.stderr = new MarkedOutput(process.getErrorStream(), word);
	}

	/** Makes an isolate of a process that has just been started. */
	static PipedIsolate of(IsolateSpec spec, Process process, Containment containment, Supervisor supervisor) {
		String word = UUID.randomUUID().toString();
		PipedIsolate isolate = new PipedIsolate(spec, process, containment, supervisor, word);
		// Never blocks: a pipe has room for a line, whether anybody reads it or not.
		isolate.write(word + "\n");
		return isolate;
	}

	private void write(String line) {
		try {
			OutputStream stdin = this.process.getOutputStream();
			stdin.write(line.getBytes(StandardCharsets.US_ASCII));
			stdin.flush();
		}
		catch (IOException ex) {
			// It ended already, as its outputs will tell.
		}
	}

	@Override
	public boolean ready(Duration patience) throws InterruptedException {
		return done(this.supervisor.submit(this::awaitReady), patience.toNanos()) && this.ready;
	}

	private boolean awaitReady() throws IOException {
		if (!this.ready) {
			this.ready = this.stdout.ready();
			this.over = !this.ready;
		}
		return this.ready;
	}

	@Override
	public Ending execute(Program program, long begun) throws InterruptedException {
		if (!Objects.equals(program.limits(), this.spec.limits())) {
			throw new IllegalArgumentException("The isolate was made for other limits");
		}
		FloodGate gate = this.supervisor.gate(this.containment::kill);
		OutputPump out = pump(this.stdout, OutputSink.Source.STDOUT, gate, program);
		OutputPump err = pump(this.stderr, OutputSink.Source.STDERR, gate, program);
		Future<Optional<String>> outEnd = this.supervisor
			.submit(() -> handedOver(program) ? out.run() : Optional.empty());
		Future<Optional<String>> errEnd = this.supervisor.submit(err::run);
		Meter meter = this.supervisor.meter(this.spec, this.containment);
		Finished.Cause cause;
		boolean stopped = false;
		try {
			cause = awaitEnd(program, begun, meter, List.of(outEnd, errEnd));
			stopped = cause == Finished.Cause.ENDED || obeys(outEnd, errEnd);
		}
		finally {
			if (!stopped) {
				this.containment.kill();
			}
		}
		Optional<Note> note = settled(outEnd).flatMap(Note::parse);
		settled(errEnd);
		this.over = this.spec.use() == IsolateSpec.Use.ONCE || note.isEmpty() || note.get().last();
		Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
		Ending.Captured captured = new Ending.Captured(out.kept().text(), err.kept().text(),
				out.kept().truncated() || err.kept().truncated(), elapsed, note.map(Note::value).orElse(null));
		return ending(gate.flooded() ? Finished.Cause.FLOOD : cause, note, captured);
	}

	private OutputPump pump(MarkedOutput output, OutputSink.Source source, FloodGate gate, Program program) {
		return new OutputPump(output, source, gate, this.supervisor.capture(), program.sink());
	}

	/**
	 * Hands a program over, but not before the interpreter waits: until then nothing but
	 * the end of its stdin makes it die with the bus. The interpreter begins with it when
	 * it has all of it; false when it has not, so that nothing of it was run.
	 */
	private boolean handedOver(Program program) throws InterruptedException {
		try {
			if (!awaitReady()) {
				return false;
			}
			this.containment.admit();
			byte[] input = program.stdin();
			handOver(program, input.length);
			this.supervisor.submit(() -> feed(input));
			return true;
		}
		catch (IOException ex) {
			log.warn("A program could not be handed over", ex);
			this.ready = false;
			this.containment.kill();
			return false;
		}
	}

	private void handOver(Program program, int input) throws IOException {
		byte[] code = program.codeBytes();
		boolean once = this.spec.use() == IsolateSpec.Use.ONCE;
		String line = code.length + (once ? program.live() ? " live\n" : "\n" : " " + input + "\n");
		OutputStream stdin = this.process.getOutputStream();
		stdin.write(line.getBytes(StandardCharsets.US_ASCII));
		stdin.write(code);
		stdin.flush();
	}

	private boolean feed(byte[] input) {
		try {
			OutputStream stdin = this.process.getOutputStream();
			stdin.write(input);
			stdin.flush();
			if (this.spec.use() == IsolateSpec.Use.ONCE) {
				stdin.close();
			}
			return true;
		}
		catch (IOException ex) {
			// The program ended or closed its stdin without reading all: its choice.
			return false;
		}
	}

	private Finished.Cause awaitEnd(Program program, long begun, Meter meter, List<Future<Optional<String>>> outputs)
			throws InterruptedException {
		long timeout = program.timeout().toNanos();
		for (Future<Optional<String>> output : outputs) {
			while (!done(output, Math.min(timeout - (System.nanoTime() - begun), GLANCE.toNanos()))) {
				if (System.nanoTime() - begun >= timeout) {
					return Finished.Cause.DEADLINE;
				}
				if (program.unwanted().getAsBoolean()) {
					return Finished.Cause.ABANDONED;
				}
				Optional<Finished.Cause> exceeded = this.ready ? meter.exceeded() : Optional.empty();
				if (exceeded.isPresent()) {
					return exceeded.get();
				}
			}
		}
		return Finished.Cause.ENDED;
	}

	/** Whether a session gives up what it does when it is asked to. */
	private boolean obeys(Future<?> outEnd, Future<?> errEnd) throws InterruptedException {
		if (this.spec.use() != IsolateSpec.Use.SESSION || !this.ready) {
			return false;
		}
		interrupt();
		return done(outEnd, OBEDIENCE.toNanos()) && done(errEnd, OBEDIENCE.toNanos());
	}

	private static boolean done(Future<?> task, long nanos) throws InterruptedException {
		try {
			task.get(nanos, TimeUnit.NANOSECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			return true;
		}
	}

	/** The note at the end of an output, but not of one that something holds open. */
	private static Optional<String> settled(Future<Optional<String>> output) throws InterruptedException {
		if (!done(output, GRACE.toNanos())) {
			output.cancel(true);
		}
		return (output.state() == Future.State.SUCCESS) ? output.resultNow() : Optional.empty();
	}

	private Ending ending(Finished.Cause cause, Optional<Note> note, Ending.Captured captured)
			throws InterruptedException {
		Limit counted = counted();
		if (cause == Finished.Cause.ENDED && !this.ready && counted != Limit.MEMORY) {
			return new Ending.NotStarted(captured.stderr().strip());
		}
		int exitCode = (cause != Finished.Cause.ENDED) ? 0 : note.isPresent() ? note.get().exitCode() : exitCode();
		return new Finished(cause, exitCode, captured).ending(this.supervisor.limits(this.spec).cpuTime(), counted);
	}

	private @Nullable Limit counted() {
		try {
			Limit exceeded = this.containment.exceeded();
			Limit now = (exceeded != this.known) ? exceeded : null;
			this.known = exceeded;
			return now;
		}
		catch (IOException ex) {
			log.warn("It cannot be told which limit a program exceeded", ex);
			return null;
		}
	}

	/** That of the process itself, when what should have told it was killed. */
	private int exitCode() throws InterruptedException {
		if (!this.process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
			this.containment.kill();
		}
		return this.process.isAlive() ? 0 : this.process.exitValue();
	}

	@Override
	public void interrupt() {
		this.containment.interrupt();
	}

	@Override
	public boolean alive() {
		return !this.over && !this.closed.get() && this.process.isAlive();
	}

	@Override
	public long memory() {
		return ProcessMemory.of(this.process.toHandle());
	}

	/** The process that it consists of. */
	ProcessHandle process() {
		return this.process.toHandle();
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.containment.kill();
			this.containment.release();
		}
	}

}
