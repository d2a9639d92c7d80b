package dev.aura.bus.sandbox;

import java.io.IOException;

import dev.aura.api.AuraHeaders;
import dev.aura.api.sandbox.SessionFileResult;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The bytes of files in sessions. They are always answered as an octet stream: a page
 * that a program left must not run in anyone's browser.
 */
@RestController
class SessionFilesController {

	private static final String FILE = "/sandbox/sessions/{id}/files/{*path}";

	private final SessionService service;

	SessionFilesController(SessionService service) {
		this.service = service;
	}

	@GetMapping(FILE)
	@Operation(summary = "The bytes of a file in the /tmp of a session")
	@ApiResponse(responseCode = "200", content = @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
			schema = @Schema(type = "string", format = "binary")))
	ResponseEntity<byte[]> get(@PathVariable String id, @PathVariable String path) {
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_OCTET_STREAM)
			.header("X-Content-Type-Options", "nosniff")
			.body(Interruptible.call(() -> this.service.get(id, path.substring(1))));
	}

	@PutMapping(FILE)
	@Operation(summary = "Stores the bytes of a file in the /tmp of a session",
			description = "With the folders above it.",
			parameters = @Parameter(name = AuraHeaders.IDEMPOTENCY_KEY, in = ParameterIn.HEADER,
					schema = @Schema(type = "string")),
			requestBody = @RequestBody(content = @Content(mediaType = MediaType.ALL_VALUE,
					schema = @Schema(type = "string", format = "binary"))))
	SessionFileResult put(@PathVariable String id, @PathVariable String path, HttpServletRequest request)
			throws IOException {
		byte[] content = request.getInputStream().readAllBytes();
		return Interruptible.call(() -> this.service.put(id, path.substring(1), content));
	}

}
