package dev.aura.bus.sandbox;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The isolates that wait for programs.
 *
 * @param size how many wait in each language; 0 is none
 * @param languages in which some wait, as far as they are installed
 * @param maxMemory what all that wait may hold together; beyond it fewer wait
 * @param maxAge how long one may wait before it is replaced, so that it does not outlive
 * what was installed when it was started
 */
@ConfigurationProperties("aura.sandbox.warm")
@Validated
record WarmProperties(@Min(0) @Max(100) @DefaultValue("2") int size, @DefaultValue( {
		"python", "bash", "javascript" }) List<String> languages, @DefaultValue("256MB") DataSize maxMemory,
		@DurationMin(seconds = 1) @DefaultValue("10m") Duration maxAge){
}
