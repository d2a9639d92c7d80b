package dev.aura.bus.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

import dev.aura.api.fs.ListResult;
import dev.aura.api.fs.SearchResult;

/** One search: looks into files until it has seen enough. */
final class TextSearch {

	private static final int MAX_TEXT = 500;

	/** Characters of a long line that are shown before the place found. */
	private static final int BEFORE = 100;

	private static final int SNIFFED = 8192;

	private final FsProperties limits;

	private final LineQuery query;

	private final long deadline;

	private final List<SearchResult.Match> matches = new ArrayList<>();

	private long bytesLeft;

	private boolean truncated;

	private boolean stopped;

	TextSearch(FsProperties limits, LineQuery query) {
		this.limits = limits;
		this.query = query;
		this.bytesLeft = limits.maxSearchSize().toBytes();
		this.deadline = System.nanoTime() + limits.searchTime().toNanos();
	}

	/**
	 * Looks into what was found, when it is a text file.
	 * @return whether to look further
	 */
	boolean visit(Walk.Found found) throws IOException {
		if (Types.of(found.attributes()) == ListResult.Type.FILE) {
			try (FileChannel channel = found.folder().read(found.name())) {
				visit(channel, found.path());
			}
			catch (AccessDeniedException ex) {
				this.truncated = true;
			}
			catch (NoSuchFileException | RefusedEntryException | ChangedMeanwhileException ex) {
				// Gone since its folder was read.
			}
		}
		return !this.stopped;
	}

	private void visit(FileChannel channel, String path) throws IOException {
		long size = channel.size();
		if (size > this.limits.maxSearchFile().toBytes()) {
			this.truncated |= !isBinary(channel);
			return;
		}
		this.bytesLeft -= size;
		if (this.bytesLeft < 0) {
			stop();
			return;
		}
		int before = this.matches.size();
		try {
			search(new TextLines(new TextReader(new FileSlice(channel, 0, size))), path);
		}
		catch (NotTextException ex) {
			this.matches.subList(before, this.matches.size()).clear();
		}
	}

	private static boolean isBinary(FileChannel channel) throws IOException {
		for (byte value : new FileSlice(channel, 0, SNIFFED).readAllBytes()) {
			if (value == 0) {
				return true;
			}
		}
		return false;
	}

	private void search(TextLines lines, String path) throws IOException {
		long number = 1;
		for (String line = lines.next(); line != null && !this.stopped; line = lines.next()) {
			int at = this.query.find(line);
			if (at >= 0) {
				add(new SearchResult.Match(path, number, shown(line, at)));
			}
			if (System.nanoTime() > this.deadline) {
				stop();
			}
			number++;
		}
		this.truncated |= lines.isCut();
	}

	private void add(SearchResult.Match match) {
		if (this.matches.size() == this.limits.maxMatches()) {
			stop();
		}
		else {
			this.matches.add(match);
		}
	}

	private void stop() {
		this.stopped = true;
		this.truncated = true;
	}

	/** The line, or what stands around the place found when it is long. */
	private static String shown(String line, int at) {
		if (line.length() <= MAX_TEXT) {
			return line;
		}
		int start = Math.min(Math.max(0, at - BEFORE), line.length() - MAX_TEXT);
		int end = start + MAX_TEXT;
		start += isSplit(line, start) ? 1 : 0;
		end -= isSplit(line, end) ? 1 : 0;
		return ((start > 0) ? "\u2026" : "") + line.substring(start, end) + ((end < line.length()) ? "\u2026" : "");
	}

	private static boolean isSplit(String line, int at) {
		return at > 0 && at < line.length() && Character.isLowSurrogate(line.charAt(at));
	}

	SearchResult result(boolean walkTruncated) {
		return new SearchResult(List.copyOf(this.matches), this.truncated || walkTruncated);
	}

}
