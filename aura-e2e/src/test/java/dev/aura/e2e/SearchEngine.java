package dev.aura.e2e;

import java.io.IOException;
import java.net.InetAddress;

import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** Answers every search with the same page, in the markup of the real one. */
final class SearchEngine implements AutoCloseable {

	private static final String PAGE = """
			<!DOCTYPE html><html><head><title>java lts at DuckDuckGo</title></head><body>
			<div id="links" class="results">
			<div class="result results_links results_links_deep web-result ">
			<div class="links_main links_deep result__body">
			<h2 class="result__title"><a rel="nofollow" class="result__a"
			 href="//duckduckgo.com/l/?uddg=https%3A%2F%2Fexample.org%2Fjava%2D25&amp;rut=1">Java 25 is the latest LTS</a></h2>
			<a class="result__snippet" href="//duckduckgo.com/l/?uddg=https%3A%2F%2Fexample.org%2Fjava%2D25&amp;rut=1">Released
			 on <b>16 September 2025</b>.</a></div></div>
			</div></body></html>
			""";

	private final MockWebServer server = new MockWebServer();

	SearchEngine() throws IOException {
		this.server.setDispatcher(new Dispatcher() {
			@Override
			public MockResponse dispatch(RecordedRequest request) {
				return new MockResponse.Builder().addHeader("Content-Type", "text/html; charset=UTF-8")
					.body(PAGE)
					.build();
			}
		});
		this.server.start(InetAddress.getByName("127.0.0.1"), 0);
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getPort() + "/html/";
	}

	int searches() {
		return this.server.getRequestCount();
	}

	@Override
	public void close() {
		this.server.close();
	}

}
