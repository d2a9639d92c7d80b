package dev.aura.bus.memory;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

import dev.aura.api.AuraHeaders;
import dev.aura.api.memory.ImportResult;
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

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The whole memory, out and in, as lines of JSON. Nothing is held in memory. */
@RestController
class ArchiveController {

	private static final String LINES = "application/x-ndjson";

	private final ArchiveService service;

	ArchiveController(ArchiveService service) {
		this.service = service;
	}

	@GetMapping("/memory/export")
	@Operation(summary = "Everything that is kept, as lines of JSON",
			description = "With ids, history, times and, unless embeddings=false, embeddings; as it is at one moment.")
	@ApiResponse(responseCode = "200",
			content = @Content(mediaType = LINES, schema = @Schema(type = "string", format = "binary")))
	void export(@RequestParam(required = false) @Nullable String namespace,
			@RequestParam(defaultValue = "true") boolean embeddings, HttpServletResponse response) throws IOException {
		ArchiveService.Export export = this.service.export(namespace, embeddings);
		response.setContentType(LINES);
		OutputStream out = new BufferedOutputStream(response.getOutputStream(), 65_536);
		export.writeTo(out);
		out.flush();
	}

	@PostMapping("/memory/import")
	@Operation(summary = "Keeps everything of an export",
			description = "What is there already stays as it is, so it can be done again.",
			parameters = @Parameter(name = AuraHeaders.IDEMPOTENCY_KEY, in = ParameterIn.HEADER,
					schema = @Schema(type = "string")),
			requestBody = @RequestBody(
					content = @Content(mediaType = LINES, schema = @Schema(type = "string", format = "binary"))))
	ImportResult read(HttpServletRequest request) throws IOException {
		return this.service.read(request.getInputStream());
	}

}
