package dev.aura.bus.memory.document;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.jspecify.annotations.Nullable;

/**
 * A Word document as the text of its paragraphs, cut before its headings. Only the one
 * part that holds them is unpacked, to a bounded size, and no entity of it is ever
 * resolved.
 */
final class DocxReader {

	private static final int MAX_ENTRIES = 10_000;

	private static final int MAX_UNPACKED = 128_000_000;

	private static final int MAX_DEPTH = 500;

	private static final Pattern HEADING = Pattern.compile("(?i)(?:heading|überschrift|titre)\\s?([1-9])");

	private static final XMLInputFactory FACTORY = factory();

	private final List<Section> sections = new ArrayList<>();

	private final Headings headings = new Headings();

	private final StringBuilder text = new StringBuilder();

	private final StringBuilder paragraph = new StringBuilder();

	private int position;

	private int level;

	private DocxReader() {
	}

	private static XMLInputFactory factory() {
		XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
		factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
		factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
		factory.setProperty(XMLInputFactory.IS_COALESCING, true);
		return factory;
	}

	static List<Section> read(byte[] content) throws UnreadableException {
		try {
			return new DocxReader().sections(part(content));
		}
		catch (XMLStreamException | IOException | IllegalArgumentException ex) {
			throw new UnreadableException("it is not a Word document, or damaged", ex);
		}
	}

	private static byte[] part(byte[] content) throws IOException, UnreadableException {
		try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
			long unpacked = 0;
			for (int i = 0; i < MAX_ENTRIES; i++) {
				ZipEntry entry = zip.getNextEntry();
				if (entry == null) {
					break;
				}
				boolean wanted = entry.getName().equals("word/document.xml");
				ByteArrayOutputStream kept = new ByteArrayOutputStream();
				byte[] buffer = new byte[65_536];
				for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
					unpacked += read;
					if (unpacked > MAX_UNPACKED) {
						throw new UnreadableException("it unpacks to more than " + MAX_UNPACKED + " bytes");
					}
					if (wanted) {
						kept.write(buffer, 0, read);
					}
				}
				if (wanted) {
					return kept.toByteArray();
				}
			}
		}
		throw new UnreadableException("it is not a Word document: word/document.xml is not in it");
	}

	private List<Section> sections(byte[] xml) throws XMLStreamException, UnreadableException {
		XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(xml));
		int depth = 0;
		boolean inText = false;
		while (reader.hasNext()) {
			switch (reader.next()) {
				case XMLStreamConstants.START_ELEMENT -> {
					depth++;
					if (depth > MAX_DEPTH) {
						throw new UnreadableException("its elements are nested too deeply");
					}
					inText = begin(reader);
				}
				case XMLStreamConstants.CHARACTERS -> {
					if (inText) {
						this.paragraph.append(reader.getText());
					}
				}
				case XMLStreamConstants.END_ELEMENT -> {
					depth--;
					inText = false;
					if (reader.getLocalName().equals("p")) {
						endParagraph();
					}
				}
				case XMLStreamConstants.DTD ->
					throw new UnreadableException("it has a document type, which is not allowed");
				default -> {
				}
			}
		}
		cut();
		return this.sections;
	}

	/** Whether the text of the element counts. */
	private boolean begin(XMLStreamReader reader) {
		switch (reader.getLocalName()) {
			case "t" -> {
				return true;
			}
			case "tab", "br", "cr" -> this.paragraph.append(' ');
			case "pStyle" -> this.level = level(attribute(reader, "val"));
			case "outlineLvl" -> {
				String value = attribute(reader, "val");
				if (this.level == 0 && value != null && value.matches("[0-8]")) {
					this.level = Integer.parseInt(value) + 1;
				}
			}
			default -> {
			}
		}
		return false;
	}

	private static @Nullable String attribute(XMLStreamReader reader, String name) {
		for (int i = 0; i < reader.getAttributeCount(); i++) {
			if (reader.getAttributeLocalName(i).equals(name)) {
				return reader.getAttributeValue(i);
			}
		}
		return null;
	}

	private static int level(@Nullable String style) {
		if (style == null) {
			return 0;
		}
		if (style.equalsIgnoreCase("title")) {
			return 1;
		}
		Matcher heading = HEADING.matcher(style);
		return heading.matches() ? Integer.parseInt(heading.group(1)) + 1 : 0;
	}

	private void endParagraph() throws UnreadableException {
		String words = Text.storable(this.paragraph.toString().strip());
		if (!words.isEmpty()) {
			if (this.level > 0) {
				cut();
				this.headings.open(this.level, words);
			}
			this.text.append(words).append('\n');
		}
		if (this.position + this.text.length() > Documents.MAX_TEXT) {
			throw new UnreadableException("it has more than " + Documents.MAX_TEXT + " characters");
		}
		this.paragraph.setLength(0);
		this.level = 0;
	}

	private void cut() {
		this.sections
			.add(new Section(Section.Kind.PROSE, this.headings.path(), this.position, this.text.toString(), null));
		this.position += this.text.length();
		this.text.setLength(0);
	}

}
