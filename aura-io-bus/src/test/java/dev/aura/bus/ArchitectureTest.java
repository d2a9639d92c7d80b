package dev.aura.bus;

import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTest {

	private static final List<String> PERIPHERALS = List.of("fs", "sandbox", "memory", "web");

	private static final JavaClasses bus = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.aura.bus");

	@ParameterizedTest
	@ValueSource(strings = { "fs", "sandbox", "memory", "web" })
	void aPeripheralDoesNotImportAnother(String peripheral) {
		List<String> others = new ArrayList<>(PERIPHERALS);
		others.remove(peripheral);
		String[] packages = others.stream().map((other) -> "dev.aura.bus." + other + "..").toArray(String[]::new);
		noClasses().that()
			.resideInAPackage("dev.aura.bus." + peripheral + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(packages)
			.check(bus);
	}

	@Test
	void nothingSharedImportsAPeripheral() {
		noClasses().that()
			.resideInAnyPackage("dev.aura.bus", "dev.aura.bus.problem..", "dev.aura.bus.http..",
					"dev.aura.bus.ledger..", "dev.aura.bus.address..", "dev.aura.bus.egress..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(
					PERIPHERALS.stream().map((name) -> "dev.aura.bus." + name + "..").toArray(String[]::new))
			.check(bus);
	}

	@Test
	void packagesFormNoCycle() {
		slices().matching("dev.aura.bus.(*)..").should().beFreeOfCycles().check(bus);
	}

	@Test
	void theBusKnowsNothingOfModels() {
		noClasses().that()
			.resideOutsideOfPackage("dev.aura.bus.memory..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.langchain4j..", "org.bsc.langgraph4j..")
			.check(bus);
	}

	@Test
	void controllersAreTheOnlyWayIn() {
		classes().that().haveSimpleNameEndingWith("Controller").should().notBePublic().check(bus);
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(bus.stream().map((type) -> type.getPackageName()).distinct()).allSatisfy((name) -> assertThat(
				Class.forName(name + ".package-info").isAnnotationPresent(org.jspecify.annotations.NullMarked.class))
			.isTrue());
	}

}
