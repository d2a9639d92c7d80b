package dev.aura.bus.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jsoup.nodes.Element;

/** Tables of data; tables that only lay out a page are not among them. */
final class DataTable {

	private static final int COLUMNS = 20;

	private final List<List<String>> rows = new ArrayList<>();

	/**
	 * Columns that a cell of an earlier row reaches into, with the rows still to cover.
	 */
	private final Map<Integer, Integer> covered = new HashMap<>();

	private DataTable() {
	}

	static boolean isData(Element table) {
		String role = table.attr("role");
		return !role.equals("presentation") && !role.equals("none")
				&& table.stream().skip(1).noneMatch((element) -> element.nameIs("table"))
				&& table.selectFirst("pre, h1, h2, h3, blockquote") == null && table.select("tr").size() > 1
				&& table.selectFirst("tr > :is(td, th) + :is(td, th)") != null;
	}

	/** The table as lines of markdown; its first row is the head. */
	static List<String> lines(Element table, Function<Element, String> cell) {
		DataTable data = new DataTable();
		table.select("tr").forEach((row) -> data.add(row, cell));
		int columns = data.rows.stream().mapToInt(List::size).max().orElse(0);
		List<String> lines = new ArrayList<>();
		for (List<String> row : data.rows) {
			lines.add(line(row, columns));
			if (lines.size() == 1) {
				lines.add("|" + " --- |".repeat(columns));
			}
		}
		return lines;
	}

	private static String line(List<String> row, int columns) {
		StringBuilder line = new StringBuilder("|");
		for (int i = 0; i < columns; i++) {
			line.append(' ').append((i < row.size()) ? row.get(i) : "").append(" |");
		}
		return line.toString();
	}

	private void add(Element row, Function<Element, String> text) {
		List<String> cells = new ArrayList<>();
		for (Element cell : row.select("> td, > th")) {
			skipCovered(cells);
			int columns = span(cell, "colspan", COLUMNS - cells.size());
			int rows = span(cell, "rowspan", 1_000);
			for (int i = 0; i < columns; i++) {
				if (rows > 1) {
					this.covered.put(cells.size(), rows - 1);
				}
				cells.add((i == 0) ? text.apply(cell) : "");
			}
		}
		skipCovered(cells);
		if (cells.stream().anyMatch((cell) -> !cell.isBlank())) {
			this.rows.add(cells);
		}
	}

	private void skipCovered(List<String> cells) {
		while (this.covered.containsKey(cells.size())) {
			this.covered.computeIfPresent(cells.size(), (column, rows) -> (rows > 1) ? rows - 1 : null);
			cells.add("");
		}
	}

	private static int span(Element cell, String attribute, int most) {
		String value = cell.attr(attribute);
		int span = value.matches("[1-9]\\d{0,5}") ? Integer.parseInt(value) : 1;
		return Math.max(0, Math.min(span, most));
	}

}
