package dev.aura.kernel.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The environment variables of the kernel. A variable that is blank counts as not set.
 */
public final class Settings {

	private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,9})?");

	private final Map<String, String> environment;

	public Settings(Map<String, String> environment) {
		this.environment = Map.copyOf(environment);
	}

	/** These settings but for one. */
	public Settings with(String variable, String value) {
		Map<String, String> changed = new HashMap<>(this.environment);
		changed.put(variable, value);
		return new Settings(changed);
	}

	/** A text. */
	public Optional<String> text(String variable) {
		return Optional.ofNullable(this.environment.get(variable)).map(String::strip).filter((text) -> !text.isEmpty());
	}

	/** A text that must not be printed. */
	public Optional<Secret> secret(String variable) {
		return text(variable).map((value) -> {
			if (value.chars().anyMatch((character) -> character < 0x21 || character > 0x7e)) {
				throw new SettingException(variable, "***", "printable ASCII characters without spaces");
			}
			return new Secret(value);
		});
	}

	/**
	 * A whole number within bounds.
	 * @throws SettingException when it is something else
	 */
	public OptionalLong number(String variable, long least, long most) {
		Optional<String> text = text(variable);
		if (text.isEmpty()) {
			return OptionalLong.empty();
		}
		String expected = "a whole number from " + least + " to " + most;
		try {
			long number = Long.parseLong(text.get());
			if (number < least || number > most) {
				throw new SettingException(variable, text.get(), expected);
			}
			return OptionalLong.of(number);
		}
		catch (NumberFormatException ex) {
			throw new SettingException(variable, text.get(), expected);
		}
	}

	/**
	 * An amount of money, above zero and at most a million.
	 * @throws SettingException when it is something else
	 */
	public Optional<BigDecimal> amount(String variable) {
		return text(variable).map((text) -> {
			if (!AMOUNT.matcher(text).matches() || new BigDecimal(text).signum() == 0) {
				throw new SettingException(variable, text, "an amount above 0, such as 0.50");
			}
			return new BigDecimal(text);
		});
	}

	/**
	 * A whole number of seconds, at least 1 and at most a year.
	 * @throws SettingException when it is something else
	 */
	public Optional<Duration> seconds(String variable) {
		OptionalLong seconds = number(variable, 1, Duration.ofDays(366).toSeconds());
		return seconds.isPresent() ? Optional.of(Duration.ofSeconds(seconds.getAsLong())) : Optional.empty();
	}

	/**
	 * An http or https address, without a slash at its end.
	 * @throws SettingException when it is something else
	 */
	public Optional<URI> address(String variable) {
		return text(variable).map((text) -> {
			try {
				return httpAddress(text.replaceAll("/+$", ""));
			}
			catch (IllegalArgumentException ex) {
				// The value is not quoted whole: an address can carry a password.
				throw new SettingException(variable, text.replaceAll("//[^/@]*@", "//***@"),
						"an address such as http://127.0.0.1:8080/v1");
			}
		});
	}

	private static URI httpAddress(String text) {
		URI address = URI.create(text);
		boolean web = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
		if (!web || address.getHost() == null || address.getUserInfo() != null || address.getPort() > 65535) {
			throw new IllegalArgumentException(text);
		}
		return address;
	}

	/** The folder of the kernel's state, {@code AURA_HOME}; absolute. */
	public Path home() {
		String home = text("AURA_HOME").orElse(".aura");
		try {
			return Path.of(home).toAbsolutePath().normalize();
		}
		catch (InvalidPathException ex) {
			throw new SettingException("AURA_HOME", home, "a folder");
		}
	}

}
