package dev.aura.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Fills a parameter of type {@link RecordedRun} of a test:
 *
 * <pre>
 * &#64;Test
 * void plans(&#64;Journal("runs/plan") RecordedRun run) {
 *   RunAssert.assertThat(run).replays().callsTools("search_web", "write_file");
 * }
 * </pre>
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(JournalExtension.class)
public @interface Journal {

	/**
	 * The folder of the run, with its {@code journal.jsonl}: among the test resources,
	 * else relative to where the tests are started.
	 */
	String value();

}
