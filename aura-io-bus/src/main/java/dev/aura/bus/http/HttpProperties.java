package dev.aura.bus.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of every call.
 *
 * @param maxBody the largest JSON body; the bytes of {@code PUT /fs/raw} have a limit of
 * their own
 */
@ConfigurationProperties("aura.http")
record HttpProperties(@DefaultValue("16MB") DataSize maxBody) {
}
