package dev.aura.bus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;

/**
 * One line of {@code hostile-requests.txt}: the statuses that may be answered, the
 * request line, headers and a body, separated by {@code ¦}; headers by {@code ¶}.
 *
 * <p>
 * {@code \r \n \t \0 \xHH} stand for bytes and <code>«text*count»</code> for a
 * repetition; other characters beyond ASCII for their UTF-8. Host, Authorization,
 * Connection and, with a body, Content-Type and Content-Length are added unless a header
 * names them; {@code -Name} leaves one out. A request line of {@code RAW} makes the body
 * all that is sent.
 */
record HostileRequest(String line, List<Integer> statuses, String bytes) {

	private static final Pattern REPETITION = Pattern.compile("«(.*?)\\*(\\d+)»");

	private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9A-F]{2})|([rnt0]))");

	static List<HostileRequest> all() throws Exception {
		String file = new ClassPathResource("hostile-requests.txt").getContentAsString(StandardCharsets.UTF_8);
		return file.lines()
			.filter((line) -> !line.isBlank() && !line.startsWith("#"))
			.map(HostileRequest::parse)
			.toList();
	}

	private static HostileRequest parse(String line) {
		String[] fields = line.split(" *¦ ?", 4);
		List<Integer> statuses = Arrays.stream(fields[0].strip().split(",")).map(Integer::valueOf).toList();
		String headers = (fields.length > 2) ? fields[2].strip() : "";
		String body = (fields.length > 3) ? bytes(fields[3]) : null;
		String start = bytes(fields[1]);
		return new HostileRequest(line, statuses,
				start.equals("RAW") ? String.valueOf(body) : request(start, headers, body));
	}

	private static String request(String start, String given, @Nullable String body) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("host", "Host: 127.0.0.1");
		headers.put("authorization", "Authorization: Bearer " + TestBus.TOKEN);
		headers.put("connection", "Connection: close");
		if (body != null) {
			headers.put("content-type", "Content-Type: application/json");
			headers.put("content-length", "Content-Length: " + body.length());
		}
		List<String> more = new ArrayList<>();
		for (String header : given.split(" ?¶ ?")) {
			if (header.startsWith("-")) {
				headers.remove(header.substring(1).toLowerCase(Locale.ROOT));
			}
			else if (!header.isEmpty()) {
				headers.remove(header.split(":", 2)[0].toLowerCase(Locale.ROOT));
				more.add(bytes(header).replace("TOKEN", TestBus.TOKEN));
			}
		}
		more.addAll(0, headers.values());
		return start + (start.contains("HTTP/") ? "" : " HTTP/1.1") + "\r\n" + String.join("\r\n", more) + "\r\n\r\n"
				+ ((body != null) ? body : "");
	}

	private static String bytes(String text) {
		String repeated = REPETITION.matcher(text)
			.replaceAll((match) -> Matcher.quoteReplacement(match.group(1).repeat(Integer.parseInt(match.group(2)))));
		String utf8 = new String(repeated.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		return ESCAPE.matcher(utf8).replaceAll((match) -> Matcher.quoteReplacement(unescaped(match)));
	}

	private static String unescaped(MatchResult match) {
		if (match.group(1) != null) {
			return Character.toString(Integer.parseInt(match.group(1), 16));
		}
		return switch (match.group(2)) {
			case "r" -> "\r";
			case "n" -> "\n";
			case "t" -> "\t";
			default -> "\0";
		};
	}

	@Override
	public String toString() {
		return this.line;
	}

}
