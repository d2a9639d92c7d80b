package dev.aura.bus.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aura.api.ProblemType;
import dev.aura.api.web.FetchResult;
import dev.aura.bus.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;

/** Answers pages in parts that fit together. */
@Service
class FetchService {

	/** The most characters of one answer. */
	static final int MOST_CHARACTERS = 200_000;

	/** How long a call waits for one of the others to end. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final PageClient client;

	private final WebProperties.Fetch properties;

	private final Cache<String, Page> pages;

	private final Semaphore places;

	FetchService(PageClient client, WebProperties properties) {
		this.client = client;
		this.properties = properties.fetch();
		this.places = new Semaphore(this.properties.maxConcurrent(), true);
		this.pages = Caffeine.newBuilder()
			.expireAfterWrite(this.properties.cacheTime())
			.maximumWeight(this.properties.cacheSize())
			.weigher((String url, Page page) -> url.length() + page.markdown().length() + 100)
			.build();
	}

	/**
	 * A part of a page. The first part is always fetched anew; later parts come from the
	 * page that the first one was cut from, as long as that is kept.
	 */
	FetchResult fetch(String url, @Nullable Integer offset, @Nullable Integer limit) {
		int start = checked("offset", offset, 0, 0, Integer.MAX_VALUE);
		int characters = checked("limit", limit, this.properties.pageSize(), 1, MOST_CHARACTERS);
		WebAddress address = WebAddress.parse(url);
		Page page = (start > 0) ? this.pages.getIfPresent(address.toString()) : null;
		return ((page != null) ? page : load(address)).part(start, characters);
	}

	private static int checked(String name, @Nullable Integer value, int absent, int least, int most) {
		if (value != null && (value < least || value > most)) {
			throw new ProblemException(ProblemType.UNUSABLE_VALUE,
					"%s: %d (expected: %d to %d)".formatted(name, value, least, most));
		}
		return (value != null) ? value : absent;
	}

	private Page load(WebAddress address) {
		takePlace();
		try {
			Page page = this.client.get(address);
			this.pages.put(address.toString(), page);
			this.pages.put(page.url(), page);
			return page;
		}
		finally {
			this.places.release();
		}
	}

	private void takePlace() {
		try {
			if (this.places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new ProblemException(ProblemType.TOO_MANY_REQUESTS,
				"%d pages are being fetched already (expected: fewer at once)"
					.formatted(this.properties.maxConcurrent()))
			.retryAfter(Duration.ofSeconds(5));
	}

}
