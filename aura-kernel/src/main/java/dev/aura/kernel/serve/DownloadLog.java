package dev.aura.kernel.serve;

import dev.aura.local.Notices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how a model is downloaded. */
final class DownloadLog implements Notices {

	private static final Logger log = LoggerFactory.getLogger(DownloadLog.class);

	private long shown = -1;

	@Override
	public void say(String line) {
		log.info("{}", line);
	}

	@Override
	public void progress(String what, long done, long of) {
		long tenth = 10 * done / Math.max(1, of);
		if (tenth != this.shown) {
			this.shown = tenth;
			log.info("{}: {} % of {} MB", what, 10 * tenth, of / 1_000_000);
		}
	}

}
