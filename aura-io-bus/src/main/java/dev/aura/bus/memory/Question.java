package dev.aura.bus.memory;

import dev.aura.api.memory.QueryMode;
import dev.aura.api.memory.QueryRequest;
import org.jspecify.annotations.Nullable;

/** A query that can be answered. */
record Question(String text, int k, String namespace, MetadataFilter filter, QueryMode mode) {

	private static final int DEFAULT_K = 10;

	private static final int MAX_K = 200;

	private static final int MAX_LENGTH = 32_768;

	static Question of(QueryRequest request) {
		String text = Checks.storable("query", Checks.notBlank("query", request.query()));
		if (text.length() > MAX_LENGTH) {
			throw Checks.unusable("query", text.length() + " characters", "at most " + MAX_LENGTH);
		}
		return new Question(text, k(request.k()), Checks.namespace(request.namespace()),
				MetadataFilter.of(request.filter()), (request.mode() != null) ? request.mode() : QueryMode.HYBRID);
	}

	private static int k(@Nullable Integer k) {
		if (k == null) {
			return DEFAULT_K;
		}
		if (k < 1 || k > MAX_K) {
			throw Checks.unusable("k", k, "1 to " + MAX_K);
		}
		return k;
	}

}
