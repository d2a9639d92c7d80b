package dev.aura.local;

import java.nio.file.Path;
import java.util.Set;

/**
 * Weights on this machine, looked at but not loaded.
 *
 * @param name for the person
 * @param file absolute
 * @param abilities what the model can be expected to do
 * @param contextTokens how much it reads and writes in one call, by its training and by
 * the memory that is free
 * @param hasTemplate whether the weights say how a conversation is written for them
 */
public record Weights(String name, Path file, Abilities abilities, int contextTokens, boolean hasTemplate) {

	/** What the engine can load: it is llama.cpp b4916, of March 2025. */
	private static final Set<String> KNOWN = Set.of("llama", "deci", "falcon", "grok", "gpt2", "gptj", "gptneox", "mpt",
			"baichuan", "starcoder", "refact", "bloom", "stablelm", "qwen", "qwen2", "qwen2moe", "qwen2vl", "phi2",
			"phi3", "phimoe", "plamo", "codeshell", "orion", "internlm2", "minicpm", "minicpm3", "gemma", "gemma2",
			"gemma3", "starcoder2", "mamba", "xverse", "command-r", "cohere2", "dbrx", "olmo", "olmo2", "olmoe",
			"openelm", "arctic", "deepseek", "deepseek2", "chatglm", "bitnet", "jais", "nemotron", "exaone", "rwkv6",
			"rwkv6qwen2", "rwkv7", "arwkv7", "granite", "granitemoe", "chameleon");

	private static final int USUAL_CONTEXT = 8_192;

	private static final int LEAST_CONTEXT = 1_024;

	/** The share of the free memory that a context may take. */
	private static final int SHARE = 4;

	/**
	 * Looks at weights.
	 * @throws LocalModelException when the engine cannot load them
	 */
	static Weights of(String name, Path file) {
		Gguf head = Gguf.read(file);
		if (!KNOWN.contains(head.architecture())) {
			throw new LocalModelException(
					"%s is of the kind \"%s\", which the built-in llama.cpp (b4916) does not know (expected: llama, gemma3, qwen2, phi3 or another of before March 2025)"
						.formatted(file, head.architecture()));
		}
		long bytes = file.toFile().length();
		return new Weights(name, file, Abilities.of(bytes, head.text("tokenizer.chat_template")), context(head),
				head.hasTemplate());
	}

	private static int context(Gguf head) {
		long affordable = FreeMemory.bytes() / SHARE / Math.max(1, head.bytesPerToken());
		int trained = head.number("context_length", USUAL_CONTEXT);
		long tokens = Math.min(Math.min(trained, USUAL_CONTEXT), affordable);
		return (int) Math.max(LEAST_CONTEXT, tokens / 256 * 256);
	}

}
