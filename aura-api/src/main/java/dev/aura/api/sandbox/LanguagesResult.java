package dev.aura.api.sandbox;

import java.util.List;

/**
 * What programs can be written in.
 *
 * @param languages those that are installed
 */
public record LanguagesResult(List<Language> languages) {

	/**
	 * One language.
	 *
	 * @param name as in {@link ExecuteRequest#language}
	 * @param version of what runs it
	 */
	public record Language(String name, String version) {
	}

}
