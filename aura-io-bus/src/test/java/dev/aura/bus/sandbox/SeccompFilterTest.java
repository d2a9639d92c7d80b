package dev.aura.bus.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the filter as the kernel would, also for the machine that this one is not. */
class SeccompFilterTest {

	private static final int X86_64 = 0xc000003e;

	private static final int I386 = 0x40000003;

	private static final int AARCH64 = 0xc00000b7;

	@ParameterizedTest
	@CsvSource({ "0,0,allow", "59,0,allow", "101,0,1", "250,0,1", "435,0,38", "425,0,38", "56,17,allow",
			"56,0x10000011,1", "56,0x40000000,1", "56,0x003d0f00,allow", "41,1,allow", "41,2,allow", "41,10,allow",
			"41,16,97", "41,38,97", "41,40,97", "135,0,allow", "135,0xffffffff,allow", "135,0x0400000,1",
			"0x40000027,0,kill", "0xffffffff,0,kill", "334,0,allow", "302,0,allow" })
	void decidesOnX86(String number, String argument, String decision) {
		assertThat(decide("amd64", X86_64, number, argument, "0")).isEqualTo(decision);
	}

	@ParameterizedTest
	@CsvSource({ "63,0,allow", "221,0,allow", "117,0,1", "219,0,1", "265,0,1", "435,0,38", "220,17,allow",
			"220,0x10000011,1", "198,1,allow", "198,16,97", "92,0,allow", "92,0x0400000,1", "261,0,allow" })
	void decidesOnArm(String number, String argument, String decision) {
		assertThat(decide("aarch64", AARCH64, number, argument, "0")).isEqualTo(decision);
	}

	@Test
	void deniesTypingIntoTerminals() {
		assertThat(decide("amd64", X86_64, "16", "0", "0x5412")).isEqualTo("1");
		assertThat(decide("amd64", X86_64, "16", "0", "0x541c")).isEqualTo("1");
		assertThat(decide("amd64", X86_64, "16", "0", "0x5413")).isEqualTo("allow");
		assertThat(decide("aarch64", AARCH64, "29", "0", "0x5412")).isEqualTo("1");
	}

	@Test
	void deniesLoadingLineDisciplines() {
		assertThat(decide("amd64", X86_64, "16", "0", "0x5423")).isEqualTo("1");
	}

	@ParameterizedTest(name = "{0} of the family {1} and the protocol {2}")
	@CsvSource({ "41,2,0,allow", "41,2,6,allow", "41,2,17,allow", "41,2,1,allow", "41,10,58,allow", "41,2,132,93",
			"41,10,262,93", "41,2,255,93", "41,1,7,allow", "53,1,0,allow", "53,30,0,97", "53,16,0,97" })
	void knowsTheUsualProtocolsOnly(String number, String family, String protocol, String decision) {
		assertThat(decide("amd64", X86_64, number, family, "1", protocol, "0")).isEqualTo(decision);
	}

	@ParameterizedTest(name = "{0} with {1}, {2}, {3} and {4}")
	@CsvSource({ "90,0,0755,0,0,allow", "90,0,04755,0,0,1", "90,0,02755,0,0,1", "90,0,01777,0,0,allow",
			"91,3,04755,0,0,1", "268,3,0,04755,0,1", "268,3,0,0755,0,allow", "452,3,0,04755,0,1", "2,0,0x41,04755,0,1",
			"2,0,0x41,0644,0,allow", "2,0,0,04755,0,allow", "257,3,0,0x41,04755,1", "257,3,0,0x410000,04755,1",
			"257,3,0,0x10000,04755,allow", "85,0,04755,0,0,1", "133,0,0104755,0,0,1", "133,0,010644,0,0,allow",
			"259,3,0,0104755,0,1", "437,0,0,0,0,38" })
	void deniesSettingTheBitsThatLendRights(String number, String first, String second, String third, String fourth,
			String decision) {
		assertThat(decide("amd64", X86_64, number, first, second, third, fourth)).isEqualTo(decision);
	}

	@Test
	void deniesSettingThoseBitsOnArm() {
		assertThat(decide("aarch64", AARCH64, "53", "3", "0", "04755", "0")).isEqualTo("1");
		assertThat(decide("aarch64", AARCH64, "56", "3", "0", "0x41", "04755")).isEqualTo("1");
		assertThat(decide("aarch64", AARCH64, "90", "0", "04755", "0", "0")).isEqualTo("allow");
	}

	@Test
	void killsWhatCallsInAnotherWay() {
		assertThat(decide("amd64", I386, "20", "0", "0")).isEqualTo("kill");
		assertThat(decide("aarch64", X86_64, "0", "0", "0")).isEqualTo("kill");
	}

	@Test
	void knowsNoOtherMachine() {
		assertThat(SeccompFilter.assemble("riscv64", false)).isEmpty();
	}

	private static String decide(String machine, int architecture, String number, String... arguments) {
		ByteBuffer call = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
		call.putInt(0, Long.decode(number).intValue()).putInt(4, architecture);
		for (int i = 0; i < arguments.length; i++) {
			call.putLong(16 + 8 * i, Long.decode(arguments[i]));
		}
		ByteBuffer program = ByteBuffer.wrap(SeccompFilter.assemble(machine, false).orElseThrow())
			.order(ByteOrder.LITTLE_ENDIAN);
		int answer = run(program, call);
		return switch (answer) {
			case 0x7fff0000 -> "allow";
			case 0x80000000 -> "kill";
			default -> Integer.toString(answer & 0xffff);
		};
	}

	private static int run(ByteBuffer program, ByteBuffer call) {
		int accumulator = 0;
		for (int at = 0;; at += 8) {
			int value = program.getInt(at + 4);
			boolean jump;
			switch (program.getShort(at)) {
				case 0x20 -> {
					accumulator = call.getInt(value);
					continue;
				}
				case 0x06 -> {
					return value;
				}
				case 0x15 -> jump = accumulator == value;
				case 0x35 -> jump = Integer.compareUnsigned(accumulator, value) >= 0;
				case 0x45 -> jump = (accumulator & value) != 0;
				default -> throw new IllegalStateException("code " + program.getShort(at));
			}
			at += 8 * (program.get(jump ? at + 2 : at + 3) & 0xff);
		}
	}

}
