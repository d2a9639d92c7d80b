package dev.aura.bus.fs;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads UTF-8, and refuses what is not text: other encodings, and a NUL. */
final class TextReader extends Reader {

	private final Reader characters;

	TextReader(InputStream bytes) {
		this.characters = new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder());
	}

	@Override
	public int read(char[] buffer, int offset, int length) throws IOException {
		int count;
		try {
			count = this.characters.read(buffer, offset, length);
		}
		catch (CharacterCodingException ex) {
			throw new NotTextException();
		}
		for (int i = offset; i < offset + count; i++) {
			if (buffer[i] == 0) {
				throw new NotTextException();
			}
		}
		return count;
	}

	@Override
	public void close() throws IOException {
		this.characters.close();
	}

}
