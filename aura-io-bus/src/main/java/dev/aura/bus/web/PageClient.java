package dev.aura.bus.web;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;

import dev.aura.api.ProblemType;
import dev.aura.bus.address.PublicHosts;
import dev.aura.bus.problem.ProblemException;
import dev.aura.bus.problem.Problems;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Gets a page from a public address, over redirects that lead to public addresses. */
@Component
final class PageClient implements AutoCloseable {

	private static final int REDIRECTS = 5;

	private static final Set<Integer> REDIRECT = Set.of(301, 302, 303, 307, 308);

	private static final String ACCEPT = "text/html, application/xhtml+xml, text/markdown;q=0.9, text/plain;q=0.9, "
			+ "*/*;q=0.5";

	private final HttpCaller caller;

	private final int maxSize;

	private final Duration timeout;

	@Autowired
	PageClient(WebProperties properties) {
		this(properties, InetAddress::getAllByName);
	}

	/** A client that knows hosts from {@code names} alone. */
	PageClient(WebProperties properties, PublicHosts.NameLookup names) {
		this.caller = new HttpCaller(properties, new AddressGuard(properties.allowPrivate(), names));
		this.maxSize = (int) properties.fetch().maxSize().toBytes();
		this.timeout = properties.fetch().timeout();
	}

	/**
	 * Gets and reads a page.
	 * @throws ProblemException that says what is refused or what the other server did
	 */
	Page get(WebAddress address) {
		try {
			return HttpCaller.within(this.timeout, () -> follow(address));
		}
		catch (TooLargeException ex) {
			throw new ProblemException(ProblemType.TOO_LARGE,
					"url: %s is too large (expected: at most %d bytes of page and as many characters of markdown)"
						.formatted(shown(address), ex.limit()));
		}
		catch (IOException ex) {
			throw UpstreamFailure.of("url: " + shown(address), ex);
		}
	}

	private Page follow(WebAddress start) throws IOException {
		WebAddress address = start;
		for (int hop = 0; hop <= REDIRECTS; hop++) {
			switch (ask(address)) {
				case Reply.Moved moved -> address = moved.to();
				case Reply.Found found -> {
					return PageReader.read(address, found.body(), this.maxSize);
				}
			}
		}
		throw new ProblemException(ProblemType.UPSTREAM_FAILED,
				"url: %s redirects more than %d times".formatted(shown(start), REDIRECTS));
	}

	private Reply ask(WebAddress address) throws IOException {
		HttpGet request = new HttpGet(address.toString());
		request.setHeader("Accept", ACCEPT);
		request.setHeader("Accept-Language", "en, *;q=0.5");
		return this.caller.send(address, request, (response) -> reply(address, response));
	}

	private Reply reply(WebAddress address, ClassicHttpResponse response) throws IOException {
		int status = response.getCode();
		String location = HttpBody.header(response, "Location");
		if (REDIRECT.contains(status) && !location.isBlank()) {
			return new Reply.Moved(target(address, location));
		}
		if (status < 200 || status > 299) {
			throw new StatusException(status);
		}
		PageReader.checkType(address, HttpBody.type(response));
		return new Reply.Found(HttpBody.read(response, this.maxSize));
	}

	private static WebAddress target(WebAddress address, String location) {
		try {
			return address.resolve(location);
		}
		catch (ProblemException ex) {
			throw new ProblemException(ProblemType.NOT_ALLOWED,
					"url: %s redirects to %s (expected: an http or https address)".formatted(shown(address),
							Problems.abridged(location)));
		}
	}

	private static String shown(WebAddress address) {
		return Problems.abridged(address.toString());
	}

	@Override
	public void close() {
		this.caller.close();
	}

	/** What a server answered to one request. */
	private sealed interface Reply {

		/** It sends us elsewhere. */
		record Moved(WebAddress to) implements Reply {
		}

		/** This is the page. */
		record Found(HttpBody body) implements Reply {
		}

	}

}
