package dev.aura.bus.memory;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

import ai.onnxruntime.OrtEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native environment of ONNX Runtime. Its Java side frees it in a shutdown hook,
 * which runs beside ours: what still loads or runs a model at that moment would crash the
 * process. The native side counts its users, so one more that never leaves keeps it.
 */
final class OnnxRuntime {

	private static final Logger log = LoggerFactory.getLogger(OnnxRuntime.class);

	/** That of a warning. */
	private static final int LOG_LEVEL = 2;

	private OnnxRuntime() {
	}

	/** The environment, which stays until the process is gone. */
	static OrtEnvironment environment() {
		OrtEnvironment environment = OrtEnvironment.getEnvironment();
		try {
			Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
			api.setAccessible(true);
			Method user = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
			user.setAccessible(true);
			user.invoke(null, api.getLong(null), LOG_LEVEL, "kept");
		}
		catch (ReflectiveOperationException ex) {
			log.warn("ONNX Runtime is not kept until the end: to stop the bus while it embeds may crash it", ex);
		}
		return environment;
	}

}
