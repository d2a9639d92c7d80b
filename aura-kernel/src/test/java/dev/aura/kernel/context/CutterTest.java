package dev.aura.kernel.context;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CutterTest {

	private static final String TASK = "Count the bricks, and never touch the red ones.";

	private final Cutter cutter = new Cutter(new Window(4_000, 2_000), "r-1");

	@Test
	void sendsAConversationThatFitsAsItIs() {
		List<ChatMessage> conversation = conversation(5, 300);

		Cutter.Cut cut = this.cutter.cut(conversation, null);

		assertThat(cut.sent()).isEqualTo(conversation);
		assertThat(cut.toSummarise()).isEmpty();
	}

	@Test
	void trimsTheOldestResultsFirstAndSaysWhereTheRestIs() {
		List<ChatMessage> conversation = conversation(14, 1_200);

		Cutter.Cut cut = this.cutter.cut(conversation, null);

		assertThat(Tokens.of(cut.sent())).isLessThanOrEqualTo(4_000);
		assertThat(cut.toSummarise()).isEmpty();
		String oldest = ((ToolExecutionResultMessage) cut.sent().get(3)).text();
		assertThat(oldest).startsWith("0 xxx").contains("characters left out", "recall with namespace r-1");
		assertThat(cut.sent().subList(cut.sent().size() - 12, cut.sent().size()))
			.isEqualTo(conversation.subList(conversation.size() - 12, conversation.size()));
	}

	@Test
	void keepsWhatItSentAsABeginningForManySteps() {
		Cutter large = new Cutter(new Window(20_000, 10_000), "r-1");
		List<ChatMessage> conversation = conversation(120, 900);
		int changes = 0;
		List<ChatMessage> before = List.of();
		for (int end = 4; end <= conversation.size(); end += 2) {
			List<ChatMessage> sent = large.cut(conversation.subList(0, end), null).sent();
			boolean extended = sent.size() >= before.size() && sent.subList(0, before.size()).equals(before);
			changes += extended ? 0 : 1;
			before = sent;
		}

		assertThat(changes).isBetween(1, 6);
	}

	@Test
	void keepsThePersonAndThePlanWordForWordUnderASummary() {
		List<ChatMessage> conversation = conversation(10, 100);
		ToolExecutionRequest plan = call("p", "write_file", "{\"path\":\"plan.md\",\"content\":\"1. count\"}");
		conversation.add(AiMessage.from(plan));
		conversation.add(ToolExecutionResultMessage.from(plan, "Created plan.md"));
		conversation.add(UserMessage.from("And the blue ones twice."));
		conversation.addAll(conversation(10, 100).subList(2, 22));
		int end = conversation.size() - 12;

		List<ChatMessage> sent = this.cutter.cut(conversation, new Summary(end, "Ten bricks so far.")).sent();

		assertThat(sent).contains(conversation.get(0), UserMessage.from(TASK),
				UserMessage.from("And the blue ones twice."), AiMessage.from(plan));
		assertThat(sent).filteredOn(
				(message) -> message instanceof UserMessage user && user.singleText().contains("Ten bricks so far."))
			.hasSize(1);
		assertThat(sent.subList(sent.size() - 12, sent.size()))
			.isEqualTo(conversation.subList(end, conversation.size()));
		assertPaired(sent);
	}

	@Test
	void namesTheOldTurnsWhenTrimmingIsNotEnough() {
		List<ChatMessage> conversation = conversation(200, 400);

		Cutter.Cut cut = this.cutter.cut(conversation, null);
		Cutter.Cut after = this.cutter.cut(conversation, new Summary(cut.end().orElseThrow(), "Summed up."));

		assertThat(cut.toSummarise()).hasSizeGreaterThan(100);
		assertThat(after.toSummarise()).isEmpty();
		assertThat(Tokens.of(after.sent())).isLessThan(4_000);
	}

	@Test
	void trimsTheLastTurnsRatherThanSendTooMuch() {
		List<ChatMessage> conversation = conversation(6, 3_000);

		Cutter.Cut cut = this.cutter.cut(conversation, null);

		assertThat(Tokens.of(cut.sent())).isLessThanOrEqualTo(4_000);
		assertThat(cut.sent().getLast()).isEqualTo(conversation.getLast());
	}

	@Test
	void neverPartsACallFromItsResult() {
		for (int seed = 0; seed < 500; seed++) {
			Random random = new Random(seed);
			List<ChatMessage> conversation = new ArrayList<>(conversation(0, 0));
			int steps = random.nextInt(60);
			for (int step = 0; step < steps; step++) {
				addStep(conversation, step, random);
			}
			Cutter.Cut first = this.cutter.cut(conversation, null);
			assertPaired(first.sent());
			first.end().ifPresent((end) -> {
				Cutter.Cut second = this.cutter.cut(conversation, new Summary(end, "Summed up."));
				assertPaired(second.sent());
				assertThat(second.sent()).contains(UserMessage.from(TASK));
			});
			assertThat(this.cutter.cut(conversation, null).sent()).isEqualTo(first.sent());
		}
	}

	private static void addStep(List<ChatMessage> conversation, int step, Random random) {
		if (random.nextInt(6) == 0) {
			conversation.add(UserMessage.from("Said " + step));
			return;
		}
		List<ToolExecutionRequest> calls = new ArrayList<>();
		for (int i = 0; i <= random.nextInt(3); i++) {
			calls.add(call(step + "-" + i, "read_file", "{\"path\":\"" + "p".repeat(random.nextInt(900)) + "\"}"));
		}
		conversation.add(AiMessage.from("Thinking", calls));
		calls.forEach(
				(call) -> conversation.add(ToolExecutionResultMessage.from(call, "r".repeat(random.nextInt(3_000)))));
	}

	/** Every call has its result right after it, and every result its call. */
	private static void assertPaired(List<ChatMessage> sent) {
		Set<String> open = new HashSet<>();
		for (ChatMessage message : sent) {
			if (message instanceof ToolExecutionResultMessage result) {
				assertThat(open.remove(result.id())).as("a result without its call").isTrue();
				continue;
			}
			assertThat(open).as("calls without a result").isEmpty();
			if (message instanceof AiMessage answer) {
				answer.toolExecutionRequests().forEach((call) -> open.add(call.id()));
			}
		}
		assertThat(open).isEmpty();
	}

	private static List<ChatMessage> conversation(int steps, int length) {
		List<ChatMessage> messages = new ArrayList<>(List.of(SystemMessage.from("You are."), UserMessage.from(TASK)));
		for (int i = 0; i < steps; i++) {
			ToolExecutionRequest call = call("c" + i, "read_file", "{\"path\":\"b" + i + "\"}");
			messages.add(AiMessage.from(call));
			messages.add(ToolExecutionResultMessage.from(call, i + " " + "x".repeat(length)));
		}
		return messages;
	}

	private static ToolExecutionRequest call(String id, String tool, String arguments) {
		return ToolExecutionRequest.builder().id(id).name(tool).arguments(arguments).build();
	}

}
