package dev.aura.bus.sandbox;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class WorkspaceCheckTest {

	private static final Path HOME = Path.of("/elsewhere/.aura");

	@ParameterizedTest
	@ValueSource(strings = { "/", "/etc", "/usr/share/x", "/root", "/home", "/var", "/tmp" })
	void givesNoFolderOfTheSystemAway(String workspace) {
		assertThat(WorkspaceCheck.objection(Path.of(workspace), HOME, true)).isPresent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/workspace", "/root/aura/workspace", "/home/me/project", "/srv/aura", "/tmp/x" })
	void givesAnyOtherFolderAway(String workspace) {
		assertThat(WorkspaceCheck.objection(Path.of(workspace), HOME, true)).isEmpty();
	}

	@Test
	void leavesTheChoiceToAUserWhoOnlyGivesWhatIsTheirs() {
		assertThat(WorkspaceCheck.objection(Path.of("/tmp"), HOME, false)).isEmpty();
	}

	@Test
	void refusesAWorkspaceAroundTheStateOfTheBus() {
		assertThat(WorkspaceCheck.objection(Path.of("/w"), Path.of("/w/.aura"), false)).isPresent();
		assertThat(WorkspaceCheck.objection(Path.of("/w"), Path.of("/w2/.aura"), false)).isEmpty();
	}

}
