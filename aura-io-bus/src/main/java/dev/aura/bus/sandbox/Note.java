package dev.aura.bus.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a mark says of the end of a program. It comes from the isolate, where a program
 * can write as well, so it is believed as far as it concerns that program only.
 *
 * @param last whether the interpreter ended with the program
 * @param exitCode 128 plus the signal when one ended it
 * @param value of the last expression, as the language shows it; absent for none
 */
record Note(boolean last, int exitCode, @Nullable String value) {

	private static final Pattern FORM = Pattern.compile("(end|done) (\\d{1,3})(?: ([A-Za-z0-9+/]+={0,2}))?");

	static Optional<Note> parse(String text) {
		Matcher matcher = FORM.matcher(text);
		if (!matcher.matches()) {
			return Optional.empty();
		}
		return Optional.of(new Note(matcher.group(1).equals("end"), Integer.parseInt(matcher.group(2)),
				decoded(matcher.group(3))));
	}

	private static @Nullable String decoded(@Nullable String base64) {
		try {
			return (base64 != null) ? new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
