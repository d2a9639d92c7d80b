package dev.aura.bus.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class BubblewrapDiagnosisTest {

	@TempDir
	private Path sysctl;

	@ParameterizedTest
	@CsvSource({ "kernel/unprivileged_userns_clone, 0, kernel.unprivileged_userns_clone is 0 (expected: 1)",
			"user/max_user_namespaces, 0, user.max_user_namespaces is 0",
			"kernel/apparmor_restrict_unprivileged_userns, 1, kernel.apparmor_restrict_unprivileged_userns is 1" })
	void namesTheSettingOfTheHostThatForbidsNamespaces(String setting, String value, String reason) throws IOException {
		Files.createDirectories(this.sysctl.resolve(setting).getParent());
		Files.writeString(this.sysctl.resolve(setting), value + "\n");

		assertThat(explain("bwrap: setting up uid map: Permission denied")).contains(reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			bwrap: Can't mount proc on /newroot/proc: Operation not permitted    | /proc cannot be mounted
			bwrap: No permissions to creating new namespace, likely because      | user namespaces are not permitted
			bwrap: Creating new namespace failed: Operation not permitted        | user namespaces are not permitted
			""")
	void namesTheOptionsOfDockerWhenTheHostAllowsNamespaces(String stderr, String reason) {
		assertThat(explain(stderr)).contains(reason, "seccomp=unconfined, systempaths=unconfined");
	}

	@ParameterizedTest
	@ValueSource(strings = { "unshare: unshare failed: Operation not permitted", "sh: 4: mount: not found",
			"mount: /mnt: permission denied." })
	void saysThatTheWorkspaceIsOutOfReach(String stderr) {
		assertThat(explain(stderr)).contains("only root can enter");
	}

	@Test
	void keepsToItselfWhatItDoesNotKnow() {
		assertThat(explain("bwrap: Can't find source path /home/someone: No such file"))
			.isEqualTo("bubblewrap could not make a sandbox; the log of the bus has its message");
	}

	private String explain(String stderr) {
		return new BubblewrapDiagnosis(this.sysctl).explain(stderr);
	}

}
