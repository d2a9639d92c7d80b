package dev.aura.bus;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Ends the bus with the program that started it, also when that one is killed. */
@Component
class ParentProcess {

	private static final Logger log = LoggerFactory.getLogger(ParentProcess.class);

	ParentProcess(@Value("${AURA_PARENT_PID:#{null}}") @Nullable Long pid) {
		if (pid == null) {
			return;
		}
		ProcessHandle parent = ProcessHandle.of(pid)
			.orElseThrow(() -> new IllegalStateException("AURA_PARENT_PID: %d is no process".formatted(pid)));
		parent.onExit().thenRun(() -> {
			log.info("The program that started the bus ended, so does the bus");
			System.exit(0);
		});
	}

}
