package dev.aura.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;

/** JVector's graph over full vectors in memory. */
final class JVectorGraph implements AutoCloseable {

	private static final VectorTypeSupport types = VectorizationProvider.getInstance().getVectorTypeSupport();

	private static final VectorSimilarityFunction PRODUCT = VectorSimilarityFunction.DOT_PRODUCT;

	private static final int CONNECTIONS = 32;

	private static final int BEAM = 100;

	private final RandomAccessVectorValues vectors;

	private final GraphSearcher searcher;

	private final long bytes;

	JVectorGraph(float[] vectors, int dimension) throws IOException {
		List<VectorFloat<?>> each = new ArrayList<>();
		for (int at = 0; at < vectors.length; at += dimension) {
			each.add(types.createFloatVector(Arrays.copyOfRange(vectors, at, at + dimension)));
		}
		this.vectors = new ListRandomAccessVectorValues(each, dimension);
		BuildScoreProvider scores = BuildScoreProvider.randomAccessScoreProvider(this.vectors, PRODUCT);
		try (GraphIndexBuilder builder = GraphIndexBuilder.builder(scores, dimension, CONNECTIONS)
			.withBeamWidth(BEAM)
			.withNeighborOverflow(1.2f)
			.withAlpha(1.2f)
			.build()) {
			ImmutableGraphIndex graph = builder.build(this.vectors);
			this.bytes = builder.ramBytesUsed() + (long) vectors.length * Float.BYTES;
			this.searcher = new GraphSearcher(graph);
		}
	}

	/**
	 * The nearest.
	 * @param explored how many are kept while searching
	 */
	long[] search(float[] query, int k, int explored) {
		DefaultSearchScoreProvider scores = DefaultSearchScoreProvider.exact(types.createFloatVector(query), PRODUCT,
				this.vectors);
		SearchResult found = this.searcher.search(scores, k, explored, 0, 0, Bits.ALL);
		return Arrays.stream(found.getNodes()).mapToLong((hit) -> hit.node).toArray();
	}

	long bytes() {
		return this.bytes;
	}

	@Override
	public void close() throws IOException {
		this.searcher.close();
	}

}
