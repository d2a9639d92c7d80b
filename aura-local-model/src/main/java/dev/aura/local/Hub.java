package dev.aura.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model hub. It answers a request for a large file with the file's size and SHA-256 and
 * with the address of its storage, which resumes what was cut off.
 */
final class Hub implements WeightSource {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration CONNECT = Duration.ofSeconds(5);

	private static final Duration SILENCE = Duration.ofSeconds(60);

	private final URI address;

	/** The longest time without a byte before a download counts as stalled. */
	private final Duration silence;

	/** Whoever cannot reach it does not try again with the next model. */
	private volatile boolean unreachable;

	Hub(URI address) {
		this(address, SILENCE);
	}

	Hub(URI address, Duration silence) {
		this.address = address;
		this.silence = silence;
	}

	@Override
	public String place(CatalogueModel model) {
		return String.valueOf(uri(model));
	}

	@Override
	public boolean has(CatalogueModel model) {
		return !this.unreachable && !model.hub().isEmpty();
	}

	@Override
	public Optional<String> bring(CatalogueModel model, Path file, Notices notices)
			throws IOException, InterruptedException {
		try (HttpClient http = HttpClient.newBuilder()
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(CONNECT)
			.build()) {
			Described described = reached(http, model);
			long size = described.size().orElse(model.bytes());
			long have = Files.exists(file) ? Files.size(file) : 0;
			if (have > size) {
				Files.delete(file);
				have = 0;
			}
			if (have < size || have == 0) {
				load(http, described.storage(), file, have, size, model, notices);
			}
			return described.sha256();
		}
	}

	private Described reached(HttpClient http, CatalogueModel model) throws IOException, InterruptedException {
		try {
			return describe(http, uri(model));
		}
		catch (ConnectException | HttpTimeoutException ex) {
			this.unreachable = true;
			throw new IOException("it cannot be reached", ex);
		}
	}

	private URI uri(CatalogueModel model) {
		return URI.create(this.address.toString().replaceAll("/+$", "") + "/" + model.hub());
	}

	private Described describe(HttpClient http, URI uri) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).HEAD().build();
		HttpResponse<Void> response = http.send(request, HttpResponse.BodyHandlers.discarding());
		int status = response.statusCode();
		if (status != 200 && status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
			throw new IOException("it answered " + status);
		}
		Optional<String> sha256 = response.headers()
			.firstValue("X-Linked-ETag")
			.or(() -> response.headers().firstValue("ETag"))
			.map((tag) -> tag.replace("\"", "").replaceFirst("^W/", ""))
			.filter((tag) -> tag.matches("[0-9a-f]{64}"));
		OptionalLong linked = response.headers().firstValueAsLong("X-Linked-Size");
		OptionalLong size = (linked.isEmpty() && status == 200) ? response.headers().firstValueAsLong("Content-Length")
				: linked;
		URI storage = response.headers().firstValue("Location").map(uri::resolve).orElse(uri);
		if ((size.isEmpty() || sha256.isEmpty()) && !storage.equals(uri)) {
			// A file that was renamed is described at its new address.
			Described there = describe(http, storage);
			return new Described(there.storage(), sha256.isPresent() ? sha256 : there.sha256(),
					size.isPresent() ? size : there.size());
		}
		return new Described(storage, sha256, size);
	}

	private void load(HttpClient http, URI storage, Path file, long have, long size, CatalogueModel model,
			Notices notices) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(storage).timeout(PATIENCE);
		if (have > 0) {
			request.header("Range", "bytes=" + have + "-");
		}
		HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
		try (StallWatch body = new StallWatch(response.body(), this.silence)) {
			if (response.statusCode() != 200 && response.statusCode() != 206) {
				throw new IOException("its storage answered " + response.statusCode());
			}
			long done = (response.statusCode() == 206) ? have : 0;
			StandardOpenOption how = (done > 0) ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
			try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
					how)) {
				byte[] buffer = new byte[1 << 18];
				for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
					out.write(buffer, 0, count);
					done += count;
					notices.progress(model.name(), done, size);
				}
			}
			if (done < size) {
				throw new IOException("the connection broke after " + Bytes.text(done) + " of " + Bytes.text(size));
			}
		}
	}

	/**
	 * What the hub says of a file.
	 *
	 * @param storage where its bytes are
	 */
	private record Described(URI storage, Optional<String> sha256, OptionalLong size) {
	}

}
