package dev.aura.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.MMapDirectory;

/** Lucene's HNSW in one segment, which is how it is quickest. */
final class LuceneGraph implements AutoCloseable {

	private static final String FIELD = "vector";

	/** Of each node in the graph; FAISS's is built with the same. */
	private static final int CONNECTIONS = 32;

	private static final int BEAM = 100;

	private final Path folder;

	private final DirectoryReader reader;

	private final IndexSearcher searcher;

	LuceneGraph(Path folder, float[] vectors, int dimension) throws IOException {
		this.folder = folder;
		int cores = Runtime.getRuntime().availableProcessors();
		try (ExecutorService threads = Executors.newFixedThreadPool(cores);
				IndexWriter writer = new IndexWriter(new MMapDirectory(folder),
						new IndexWriterConfig().setRAMBufferSizeMB(1_900).setCodec(new Lucene104Codec() {

							@Override
							public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
								return new Lucene99HnswVectorsFormat(CONNECTIONS, BEAM, cores, threads);
							}

						}))) {
			for (int at = 0; at < vectors.length; at += dimension) {
				Document document = new Document();
				document.add(new KnnFloatVectorField(FIELD, Arrays.copyOfRange(vectors, at, at + dimension),
						VectorSimilarityFunction.DOT_PRODUCT));
				writer.addDocument(document);
			}
			writer.forceMerge(1);
		}
		this.reader = DirectoryReader.open(new MMapDirectory(folder));
		this.searcher = new IndexSearcher(this.reader);
	}

	/**
	 * The nearest.
	 * @param explored how many are kept while searching
	 */
	long[] search(float[] query, int k, int explored) throws IOException {
		ScoreDoc[] found = this.searcher.search(new KnnFloatVectorQuery(FIELD, query, explored), k).scoreDocs;
		return Arrays.stream(found).mapToLong((hit) -> hit.doc).toArray();
	}

	/** Of its files. */
	long bytes() throws IOException {
		try (Stream<Path> files = Files.list(this.folder)) {
			return files.mapToLong((file) -> file.toFile().length()).sum();
		}
	}

	@Override
	public void close() {
		try {
			this.reader.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
