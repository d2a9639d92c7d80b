package dev.aura.bus.web;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import dev.aura.bus.address.HostPort;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where the web peripheral goes and how far.
 *
 * @param searchUrl the DuckDuckGo HTML endpoint; as a setting it may be anywhere, also on
 * a private address
 * @param userAgent sent with every request
 * @param allowPrivate {@code host:port} pairs that pages may be fetched from whatever
 * their address, such as an own wiki; compared exactly
 * @param connectTimeout for each address of a host
 * @param readTimeout the longest silence of another server
 */
@ConfigurationProperties("aura.web")
@Validated
record WebProperties(@DefaultValue("https://html.duckduckgo.com/html/") URI searchUrl,
		@NotBlank @DefaultValue("Mozilla/5.0 (compatible; Aura/0.1)") String userAgent,
		@DefaultValue List<HostPort> allowPrivate, @DurationMin(millis = 1) @DefaultValue("5s") Duration connectTimeout,
		@DurationMin(millis = 1) @DefaultValue("15s") Duration readTimeout, @Valid @DefaultValue Search search,
		@Valid @DefaultValue Fetch fetch) {

	WebProperties {
		if (!String.valueOf(searchUrl.getScheme()).matches("https?") || searchUrl.getHost() == null) {
			throw new IllegalArgumentException(
					"aura.web.search-url: %s (expected: an http or https address)".formatted(searchUrl));
		}
	}

	/**
	 * How often the search engine is asked.
	 *
	 * @param interval between two questions, further pages of an answer included
	 * @param patience how long a search waits for its turn before it is refused
	 * @param timeout for one question, from name lookup to the last byte
	 * @param retryDelay before the one repetition of a question that failed
	 * @param backOff how long the engine is left alone after it refused; doubles with
	 * each further refusal
	 * @param maxBackOff where the doubling ends
	 */
	record Search(@DurationMin @DefaultValue("1500ms") Duration interval,
			@DurationMin @DefaultValue("20s") Duration patience,
			@DurationMin(millis = 1) @DefaultValue("20s") Duration timeout,
			@DurationMin @DefaultValue("500ms") Duration retryDelay,
			@DurationMin(seconds = 1) @DefaultValue("1m") Duration backOff,
			@DurationMin(seconds = 1) @DefaultValue("1h") Duration maxBackOff) {
	}

	/**
	 * How much of a page is read.
	 *
	 * @param timeout for the whole page, redirects included
	 * @param maxSize of a body after decompression, and of its markdown in characters
	 * @param maxConcurrent pages that are read at the same time
	 * @param pageSize characters of an answer when the caller names no limit
	 * @param cacheTime how long a page is kept for the calls that ask for its later parts
	 * @param cacheSize characters of markdown that are kept at most
	 */
	record Fetch(@DurationMin(millis = 1) @DefaultValue("30s") Duration timeout, @DefaultValue("4MB") DataSize maxSize,
			@Min(1) @DefaultValue("4") int maxConcurrent,
			@Min(1) @Max(FetchService.MOST_CHARACTERS) @DefaultValue("20000") int pageSize,
			@DurationMin @DefaultValue("5m") Duration cacheTime, @Min(0) @DefaultValue("16000000") long cacheSize) {

		Fetch {
			if (maxSize.toBytes() < 1 || maxSize.toBytes() > Integer.MAX_VALUE / 2) {
				throw new IllegalArgumentException(
						"aura.web.fetch.max-size: %s (expected: 1B to 1GB)".formatted(maxSize));
			}
		}
	}

}
