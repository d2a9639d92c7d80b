package dev.aura.bus.memory.document;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * The process that reads one PDF from its standard input. To its standard output it
 * writes the number, length and UTF-8 text of every page, then 0 and why it failed, empty
 * when it did not.
 */
final class PdfPages {

	private static final int MAX_PAGES = 20_000;

	private PdfPages() {
	}

	/**
	 * Reads a PDF.
	 * @param arguments seconds after which the process ends by itself, whoever started it
	 */
	public static void main(String[] arguments) throws IOException {
		endAfter(Long.parseLong(arguments[0]));
		DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
		System.setOut(new PrintStream(PrintStream.nullOutputStream()));
		String failure = "";
		try {
			write(System.in.readAllBytes(), out);
		}
		catch (InvalidPasswordException ex) {
			failure = "it is protected by a password";
		}
		catch (IOException | RuntimeException | StackOverflowError ex) {
			failure = "it is not a PDF, or damaged";
		}
		catch (OutOfMemoryError ex) {
			failure = "it cannot be read within the memory allowed";
		}
		out.writeInt(0);
		out.writeUTF(Objects.requireNonNull(failure));
		out.flush();
		Runtime.getRuntime().halt(0);
	}

	private static void write(byte[] content, DataOutputStream out) throws IOException {
		try (PDDocument document = Loader.loadPDF(content)) {
			PDFTextStripper stripper = new PDFTextStripper();
			int pages = Math.min(document.getNumberOfPages(), MAX_PAGES);
			for (int page = 1; page <= pages; page++) {
				stripper.setStartPage(page);
				stripper.setEndPage(page);
				byte[] text = stripper.getText(document).getBytes(StandardCharsets.UTF_8);
				out.writeInt(page);
				out.writeInt(text.length);
				out.write(text);
			}
		}
	}

	private static void endAfter(long seconds) {
		Thread.ofPlatform().daemon().start(() -> {
			try {
				Thread.sleep(seconds * 1_000);
			}
			catch (InterruptedException ex) {
				// Then it is time, too.
			}
			Runtime.getRuntime().halt(1);
		});
	}

}
