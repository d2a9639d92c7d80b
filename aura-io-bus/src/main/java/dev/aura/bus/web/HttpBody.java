package dev.aura.bus.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * What another server sent.
 *
 * @param type the media type in lower case without parameters; empty when there is none
 * @param charset from the header
 * @param bytes decompressed
 */
record HttpBody(String type, @Nullable Charset charset, byte[] bytes) {

	private static final Pattern CHARSET = Pattern.compile("(?i)charset\\s*=\\s*[\"']?([^\\s\"';,]+)");

	/** An XML declaration or a {@code meta} element that names a charset. */
	private static final Pattern DECLARED = Pattern.compile("(?i)(?:charset|encoding)\\s*=\\s*[\"']?([\\w.:-]+)");

	/** How far into a body a declaration of its charset is looked for. */
	private static final int PROLOGUE = 2_048;

	/**
	 * Reads the body of a response.
	 * @throws TooLargeException when more than {@code limit} bytes come out of it
	 */
	static HttpBody read(ClassicHttpResponse response, int limit) throws IOException {
		HttpEntity entity = response.getEntity();
		byte[] bytes = (entity == null) ? new byte[0] : bytes(entity, limit);
		String type = type(response);
		return new HttpBody(type, named(CHARSET, header(response, "Content-Type")), bytes);
	}

	/** The media type that a response declares. */
	static String type(ClassicHttpResponse response) {
		return header(response, "Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
	}

	/** A header of a response; empty when it has none of that name. */
	static String header(ClassicHttpResponse response, String name) {
		Header header = response.getFirstHeader(name);
		return (header == null || header.getValue() == null) ? "" : header.getValue();
	}

	private static byte[] bytes(HttpEntity entity, int limit) throws IOException {
		if (entity.getContentLength() > limit) {
			throw new TooLargeException(limit);
		}
		// Not closed here: that would read on to the end. Whoever sent the request
		// closes.
		byte[] bytes = decoded(entity).readNBytes(limit + 1);
		if (bytes.length > limit) {
			throw new TooLargeException(limit);
		}
		return bytes;
	}

	private static InputStream decoded(HttpEntity entity) throws IOException {
		String encoding = String.valueOf(entity.getContentEncoding()).toLowerCase(Locale.ROOT);
		return switch (encoding) {
			case "null", "", "identity" -> entity.getContent();
			case "gzip", "x-gzip" -> new GZIPInputStream(entity.getContent());
			default -> throw new IOException("an encoding that was not asked for: " + encoding);
		};
	}

	/**
	 * The charset by byte order mark, header, declaration in the text, or the bytes
	 * themselves.
	 */
	Charset detectedCharset() {
		Charset marked = marked();
		if (marked != null) {
			return marked;
		}
		if (this.charset != null) {
			return this.charset;
		}
		String prologue = new String(this.bytes, 0, Math.min(this.bytes.length, PROLOGUE), StandardCharsets.ISO_8859_1);
		Charset declared = prologue.stripLeading().startsWith("<") ? named(DECLARED, prologue) : null;
		if (declared != null) {
			return declared;
		}
		return isUtf8() ? StandardCharsets.UTF_8 : Charset.forName("windows-1252");
	}

	/** The body as text, without its byte order mark. */
	String text() {
		String text = new String(this.bytes, detectedCharset());
		return text.startsWith("\ufeff") ? text.substring(1) : text;
	}

	private @Nullable Charset marked() {
		if (startsWith(0xef, 0xbb, 0xbf)) {
			return StandardCharsets.UTF_8;
		}
		if (startsWith(0xfe, 0xff)) {
			return StandardCharsets.UTF_16BE;
		}
		return startsWith(0xff, 0xfe) ? StandardCharsets.UTF_16LE : null;
	}

	private boolean startsWith(int... mark) {
		for (int i = 0; i < mark.length; i++) {
			if (this.bytes.length <= i || (this.bytes[i] & 0xff) != mark[i]) {
				return false;
			}
		}
		return true;
	}

	private boolean isUtf8() {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(this.bytes));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	private static @Nullable Charset named(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		if (!matcher.find()) {
			return null;
		}
		try {
			return Charset.forName(matcher.group(1));
		}
		catch (IllegalCharsetNameException | UnsupportedCharsetException ex) {
			return null;
		}
	}

}
