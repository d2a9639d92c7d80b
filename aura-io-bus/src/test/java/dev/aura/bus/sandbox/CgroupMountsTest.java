package dev.aura.bus.sandbox;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CgroupMountsTest {

	@Test
	void findsTheGroupsOfEachControllerOfVersionOne() {
		CgroupMounts mounts = new CgroupMounts(
				List.of("35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory",
						"36 31 0:33 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,pids"),
				List.of("8:cpu,pids:/", "4:memory:/bus/one", "0::/"));

		assertThat(mounts.controller("memory")).contains(Path.of("/sys/fs/cgroup/memory/bus/one"));
		assertThat(mounts.controller("pids")).contains(Path.of("/sys/fs/cgroup/cpu"));
		assertThat(mounts.controller("freezer")).isEmpty();
		assertThat(mounts.unified()).isEmpty();
	}

	@Test
	void findsTheGroupOfVersionTwoAndTheOneAbove() {
		CgroupMounts mounts = new CgroupMounts(
				List.of("30 25 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate"),
				List.of("0::/user.slice/aura.service/bus"));

		assertThat(mounts.unified()).containsExactly(Path.of("/sys/fs/cgroup/user.slice/aura.service/bus"),
				Path.of("/sys/fs/cgroup/user.slice/aura.service"));
	}

	@Test
	void understandsAMountThatShowsAPartOnly() {
		List<String> mounts = List.of("30 25 0:26 /docker/1 /sys/fs/cgroup ro - cgroup2 cgroup rw");

		assertThat(new CgroupMounts(mounts, List.of("0::/docker/1")).unified())
			.containsExactly(Path.of("/sys/fs/cgroup"));
		assertThat(new CgroupMounts(mounts, List.of("0::/docker/2")).unified()).isEmpty();
		assertThat(new CgroupMounts(mounts, List.of("0::/../elsewhere")).unified()).isEmpty();
	}

}
