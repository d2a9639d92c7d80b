package dev.aura.bus.fs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.List;

import dev.aura.api.AuraHeaders;
import dev.aura.api.ProblemType;
import dev.aura.api.fs.RawResult;
import dev.aura.bus.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The bytes of files, whatever they are. Nothing is held in memory. They are always
 * answered as an octet stream: a page that a sandboxed program left must not run in
 * anyone's browser.
 */
@RestController
class RawController {

	private final FsService service;

	RawController(FsService service) {
		this.service = service;
	}

	@GetMapping("/fs/raw/{*path}")
	@Operation(summary = "The bytes of a file", description = "Also by HEAD, and in part by one byte Range.")
	@ApiResponse(responseCode = "200", content = @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
			schema = @Schema(type = "string", format = "binary")))
	void get(@PathVariable String path, HttpServletRequest request, HttpServletResponse response) throws IOException {
		try (FileChannel channel = this.service.open(relative(path))) {
			long size = channel.size();
			response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
			response.setHeader("X-Content-Type-Options", "nosniff");
			response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
			HttpRange range = range(request);
			long start = 0;
			long end = size;
			if (range != null) {
				start = range.getRangeStart(size);
				end = range.getRangeEnd(size) + 1;
				requireSatisfiable(start, size, response);
				response.setStatus(HttpStatus.PARTIAL_CONTENT.value());
				response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes %d-%d/%d".formatted(start, end - 1, size));
			}
			response.setContentLengthLong(end - start);
			if (!request.getMethod().equals("HEAD")) {
				send(new FileSlice(channel, start, end), end - start, response);
			}
		}
	}

	/** What is between the slash that begins it and the end. */
	private static String relative(String path) {
		return path.startsWith("/") ? path.substring(1) : path;
	}

	/**
	 * The part that is wanted, or null for the whole: that also answers several parts, a
	 * malformed range, and one that depends on a validator that was never given out.
	 */
	private static @Nullable HttpRange range(HttpServletRequest request) {
		String header = request.getHeader(HttpHeaders.RANGE);
		if (header == null || request.getHeader(HttpHeaders.IF_RANGE) != null || !request.getMethod().equals("GET")) {
			return null;
		}
		try {
			List<HttpRange> ranges = HttpRange.parseRanges(header);
			return (ranges.size() == 1) ? ranges.get(0) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static void requireSatisfiable(long start, long size, HttpServletResponse response) {
		if (start >= size) {
			response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
			throw new ProblemException(ProblemType.RANGE_NOT_SATISFIABLE,
					"Range: begins at byte %d (expected: less than the size, %d)".formatted(start, size));
		}
	}

	private static void send(FileSlice bytes, long length, HttpServletResponse response) throws IOException {
		if (bytes.transferTo(response.getOutputStream()) < length) {
			// The length is promised already: cutting the connection is all that can be
			// told.
			response.flushBuffer();
			throw new IOException("The file became shorter while it was sent");
		}
	}

	@PutMapping("/fs/raw/{*path}")
	@Operation(summary = "Stores the bytes of a file",
			description = "In one step once all have arrived, with the folders above it.",
			parameters = @Parameter(name = AuraHeaders.IDEMPOTENCY_KEY, in = ParameterIn.HEADER,
					schema = @Schema(type = "string")),
			requestBody = @RequestBody(content = @Content(mediaType = MediaType.ALL_VALUE,
					schema = @Schema(type = "string", format = "binary"))))
	RawResult put(@PathVariable String path, HttpServletRequest request) throws IOException {
		if (request.getHeader(HttpHeaders.CONTENT_RANGE) != null) {
			throw new ProblemException(ProblemType.MALFORMED_REQUEST,
					"Content-Range: a part of a file cannot be put (expected: the whole)");
		}
		return this.service.put(relative(path), new Body(request.getInputStream()), request.getContentLengthLong());
	}

	/** Bytes from a caller, whose failure to send them all is not the bus's. */
	private static final class Body extends FilterInputStream {

		Body(InputStream in) {
			super(in);
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			try {
				return super.read(bytes, offset, length);
			}
			catch (IOException ex) {
				throw new ProblemException(ProblemType.MALFORMED_REQUEST, "The body was cut off (expected: all of it)",
						ex);
			}
		}

	}

}
