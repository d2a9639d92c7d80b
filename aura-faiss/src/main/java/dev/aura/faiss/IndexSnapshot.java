package dev.aura.faiss;

/**
 * What an index held at one moment. It can be written or sealed, which takes long, while
 * the index is used and changed. Keeps memory until it is closed. Not for several
 * threads.
 */
public final class IndexSnapshot implements AutoCloseable {

	private final FaissIndex index;

	private final Native.Snapshot snapshot;

	IndexSnapshot(FaissIndex index, Native.Snapshot snapshot) {
		this.index = index;
		this.snapshot = snapshot;
	}

	/** How many vectors were held. */
	public long total() {
		return this.snapshot.total();
	}

	/**
	 * Writes what was held.
	 * @throws FaissException when the disk is full, for one
	 */
	public void write(IndexFile file) {
		FaissException.translated(() -> {
			this.snapshot.write(file.handle());
			return file;
		});
	}

	/**
	 * Makes the graph in which large numbers of vectors are searched quickly. The one
	 * that is there is gone on with unless many of its rows were removed; only then are
	 * vectors copied. Takes a second for some thousand rows, on the calling thread; only
	 * the last step, which takes milliseconds, keeps adds and removals waiting, and
	 * searches never wait. To be called once, and by one thread at a time for one index.
	 */
	public void seal() {
		FaissException.translated(() -> {
			this.snapshot.seal(FaissIndex.LEAST_SEALED);
			return this;
		});
		this.index.adopt(this.snapshot);
	}

	@Override
	public void close() {
		this.snapshot.close();
	}

}
