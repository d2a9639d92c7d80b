package dev.aura.bus.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;

/** A web site on loopback with pages by path; everything else is not found. */
final class TestSite implements AutoCloseable {

	private final MockWebServer server = new MockWebServer();

	private final Map<String, MockResponse> pages = new ConcurrentHashMap<>();

	private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

	TestSite() {
		this.server.setDispatcher(new Dispatcher() {
			@Override
			public MockResponse dispatch(RecordedRequest request) {
				TestSite.this.requests.add(request);
				return TestSite.this.pages.getOrDefault(request.getTarget(),
						new MockResponse.Builder().code(404).body("no such page").build());
			}
		});
		try {
			this.server.start(InetAddress.getByName("127.0.0.1"), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	MockWebServer server() {
		return this.server;
	}

	int port() {
		return this.server.getPort();
	}

	/** What to allow for this site to be reached. */
	String hostAndPort() {
		return "127.0.0.1:" + port();
	}

	String url(String path) {
		return "http://" + hostAndPort() + path;
	}

	/** How many requests came for a path. */
	long requests(String path) {
		return this.requests.stream().filter((request) -> request.getTarget().equals(path)).count();
	}

	List<RecordedRequest> requests() {
		return this.requests;
	}

	void forgetRequests() {
		this.requests.clear();
	}

	/** Serves a page and answers its address. */
	String serve(String path, MockResponse.Builder response) {
		this.pages.put(path, response.build());
		return url(path);
	}

	String html(String path, String html) {
		return serve(path, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
	}

	String serve(String path, String type, byte[] body) {
		return serve(path, new MockResponse.Builder().setHeader("Content-Type", type).body(new Buffer().write(body)));
	}

	String redirect(String path, int status, String location) {
		return serve(path, new MockResponse.Builder().code(status).setHeader("Location", location));
	}

	/** A page of the test resources. */
	static String resource(String name) {
		try (InputStream page = TestSite.class.getResourceAsStream("/web/" + name)) {
			if (page == null) {
				throw new IllegalArgumentException(name);
			}
			return new String(page.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.server.close();
	}

}
