package dev.aura.bus.memory;

import java.time.Duration;

import dev.aura.api.memory.QueryMode;
import dev.aura.api.memory.QueryRequest;
import org.jspecify.annotations.Nullable;

/**
 * A query that can be answered.
 *
 * @param among where the answers may come from
 * @param diversity 0 for none
 */
record Question(String text, int k, Selection among, QueryMode mode, double diversity, Factors factors,
		boolean rerank) {

	private static final int DEFAULT_K = 10;

	private static final int MAX_K = 200;

	private static final int MAX_LENGTH = 32_768;

	private static final double DEFAULT_HALF_LIFE_DAYS = 30;

	private static final double MAX_HALF_LIFE_DAYS = 36_525;

	static Question of(QueryRequest request) {
		String text = Checks.storable("query", Checks.notBlank("query", request.query()));
		if (text.length() > MAX_LENGTH) {
			throw Checks.unusable("query", text.length() + " characters", "at most " + MAX_LENGTH);
		}
		Selection among = new Selection(Checks.namespace(request.namespace()), Checks.source(request.source()),
				FilterReader.read(request.filter()));
		Factors factors = new Factors(share("recency", request.recency()), halfLife(request.recencyHalfLifeDays()),
				share("importance", request.importance()));
		return new Question(text, k(request.k()), among, (request.mode() != null) ? request.mode() : QueryMode.HYBRID,
				share("diversity", request.diversity()), factors, !Boolean.FALSE.equals(request.rerank()));
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

	private static double share(String name, @Nullable Double value) {
		Double share = Checks.share(name, value);
		return (share != null) ? share : 0;
	}

	private static Duration halfLife(@Nullable Double given) {
		double days = (given != null) ? given : DEFAULT_HALF_LIFE_DAYS;
		if (!(days > 0 && days <= MAX_HALF_LIFE_DAYS)) {
			throw Checks.unusable("recencyHalfLifeDays", days, "above 0, at most " + MAX_HALF_LIFE_DAYS);
		}
		return Duration.ofMillis(Math.max(1, Math.round(days * Duration.ofDays(1).toMillis())));
	}

}
