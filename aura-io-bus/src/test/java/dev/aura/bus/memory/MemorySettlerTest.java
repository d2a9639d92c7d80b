package dev.aura.bus.memory;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import dev.aura.bus.ledger.PlannedEffect;
import dev.aura.bus.ledger.Settlement;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MemorySettlerTest extends MemoryContract {

	@Test
	void tellsTheCorrectionThatWasMadeFromOneThatCameTooLate() {
		String id = new Memories(bus, "settled").add("The ferry leaves at six.");
		assertThat(correct(id, "made").statusCode()).isEqualTo(200);

		String plan = new MemoryPlan.Correct(Long.parseLong(id), 1).text();
		Map<String, Settlement> outcomes = bus.context()
			.getBean(MemorySettler.class)
			.settle(List.of(cutOff("late", id, plan), cutOff("made", id, plan)));

		assertThat(outcomes).containsEntry("late", new Settlement.NotDone())
			.containsEntry("made", new Settlement.Done("{\"id\":\"" + id + "\",\"version\":2}"));
	}

	@Test
	void tellsThatACorrectionWasMadeOfWhatIsGoneByNow() {
		String id = new Memories(bus, "settled").add("The ferry leaves at seven.");
		assertThat(correct(id, "gone").statusCode()).isEqualTo(200);
		assertThat(bus.delete("/memory/" + id).statusCode()).isEqualTo(200);

		assertThat(bus.context()
			.getBean(MemorySettler.class)
			.settle(List.of(cutOff("gone", id, new MemoryPlan.Correct(Long.parseLong(id), 1).text()))))
			.containsEntry("gone", new Settlement.Done("{\"id\":\"" + id + "\",\"version\":2}"));
	}

	private static PlannedEffect cutOff(String key, String id, String plan) {
		return new PlannedEffect(key, "PUT /memory/" + id, plan, PlannedEffect.State.OPEN);
	}

	private static HttpResponse<String> correct(String id, String key) {
		return bus.send(bus.request("/memory/" + id)
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.PUT(HttpRequest.BodyPublishers.ofString("{\"importance\":0.5}")));
	}

}
