package dev.aura.bus.sandbox;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What sessions may use.
 *
 * @param max how many there may be at once; 0 is none
 * @param idle after how long without an execution one ends whose request names nothing
 * @param maxIdle the longest that a request may name
 * @param maxFile size of a file that goes into a session or comes out of it
 */
@ConfigurationProperties("aura.sandbox.sessions")
@Validated
record SessionProperties(@Min(0) @DefaultValue("16") int max,
		@DurationMin(seconds = 1) @DefaultValue("10m") Duration idle,
		@DurationMin(seconds = 1) @DefaultValue("1h") Duration maxIdle, @DefaultValue("8MB") DataSize maxFile) {

	SessionProperties {
		idle = (idle.compareTo(maxIdle) > 0) ? maxIdle : idle;
	}

}
