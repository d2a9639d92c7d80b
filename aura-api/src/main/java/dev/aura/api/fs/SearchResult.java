package dev.aura.api.fs;

import java.util.List;

/**
 * Lines found, by path and line.
 *
 * @param matches one per line
 * @param truncated whether matches or files were left out because there were too many
 */
public record SearchResult(List<Match> matches, boolean truncated) {

	/**
	 * One line.
	 *
	 * @param path relative to the workspace
	 * @param line its number, counted from 1
	 * @param text the line without its ending, cut when it is very long
	 */
	public record Match(String path, long line, String text) {
	}

}
