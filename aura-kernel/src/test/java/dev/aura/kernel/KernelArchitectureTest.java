package dev.aura.kernel;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

/** The kernel thinks and owns no tool logic: whatever acts goes over the bus. */
class KernelArchitectureTest {

	private static final JavaClasses classes = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("dev.aura.kernel");

	/**
	 * The bus's token, the record of runs, the log and the terminal; nothing of the
	 * workspace.
	 */
	private static final DescribedPredicate<JavaClass> OPENS_FILES = DescribedPredicate.describe("may open files",
			(type) -> Set
				.of("bus.BusSettings", "approve.Rules", "budget.ModelTable", "run.RunStore", "run.EventFile",
						"run.JournalFile", "run.JournalContents", "run.Lease", "run.Payloads", "run.Packed",
						"run.Retention", "run.Remains", "cli.LogFile", "cli.Terminal", "cli.TypedLines")
				.contains(type.getName().substring("dev.aura.kernel.".length())));

	@Test
	void touchesNoFilesButItsOwn() {
		noClasses().that(DescribedPredicate.not(OPENS_FILES))
			.should()
			.dependOnClassesThat()
			.belongToAnyOf(Files.class, File.class, FileInputStream.class, FileOutputStream.class, FileReader.class,
					FileWriter.class, RandomAccessFile.class, FileChannel.class)
			.check(classes);
	}

	@Test
	void startsNoProcesses() {
		noClasses().should()
			.dependOnClassesThat()
			.belongToAnyOf(ProcessBuilder.class, Process.class)
			.orShould()
			.callMethod(Runtime.class, "exec", String.class)
			.orShould()
			.callMethod(Runtime.class, "exec", String[].class)
			.check(classes);
	}

	@Test
	void looksAtNoProcessButItselfAndItsParent() {
		noClasses().that()
			.doNotHaveFullyQualifiedName("dev.aura.kernel.cli.ParentProcess")
			.and()
			.doNotHaveFullyQualifiedName("dev.aura.kernel.run.Lease")
			.should()
			.dependOnClassesThat()
			.belongToAnyOf(ProcessHandle.class)
			.check(classes);
	}

	@Test
	void containsNoPartOfAPeripheral() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.jsoup..", "org.bytedeco..", "org.sqlite..", "java.sql..", "ai.onnxruntime..",
					"dev.aura.bus..", "dev.aura.faiss..")
			.check(classes);
	}

	@Test
	void opensNoSockets() {
		noClasses().should()
			.dependOnClassesThat()
			.haveNameMatching("java\\.net\\.(Server|Datagram)?Socket|java\\.nio\\.channels\\..*Socket.*")
			.check(classes);
	}

	@Test
	void flowsOneWay() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.layer("cli")
			.definedBy("..kernel.cli..")
			.layer("serve")
			.definedBy("..kernel.serve..")
			.layer("policy")
			.definedBy("..kernel.policy..")
			.layer("replay")
			.definedBy("..kernel.replay..")
			.layer("run")
			.definedBy("..kernel.run..")
			.layer("approve")
			.definedBy("..kernel.approve..")
			.layer("context")
			.definedBy("..kernel.context..")
			.layer("agent")
			.definedBy("..kernel.agent..")
			.layer("tool")
			.definedBy("..kernel.tool..")
			.layer("model")
			.definedBy("..kernel.model..")
			.layer("bus")
			.definedBy("..kernel.bus..")
			.layer("budget")
			.definedBy("..kernel.budget..")
			.layer("schedule")
			.definedBy("..kernel.schedule..")
			.layer("settings")
			.definedBy("..kernel.settings..")
			.whereLayer("cli")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("serve")
			.mayOnlyBeAccessedByLayers("cli")
			.whereLayer("policy")
			.mayOnlyBeAccessedByLayers("cli", "serve")
			.whereLayer("approve")
			.mayOnlyBeAccessedByLayers("cli", "serve", "policy")
			.whereLayer("context")
			.mayOnlyBeAccessedByLayers("policy")
			.whereLayer("replay")
			.mayOnlyBeAccessedByLayers("cli")
			.whereLayer("run")
			.mayOnlyBeAccessedByLayers("cli", "serve", "policy", "replay")
			.whereLayer("agent")
			.mayOnlyBeAccessedByLayers("cli", "serve", "policy", "approve", "run", "replay")
			.whereLayer("tool")
			.mayOnlyBeAccessedByLayers("serve", "run", "agent", "replay")
			.whereLayer("model")
			.mayOnlyBeAccessedByLayers("cli", "serve", "policy", "run", "agent", "schedule", "replay")
			.whereLayer("schedule")
			.mayOnlyBeAccessedByLayers("serve")
			.whereLayer("budget")
			.mayOnlyBeAccessedByLayers("cli", "serve", "policy", "context")
			.whereLayer("bus")
			.mayOnlyBeAccessedByLayers("cli", "serve", "policy", "approve", "run", "agent", "tool", "replay")
			.check(classes);
	}

	@Test
	void startsSpringOnlyToServe() {
		noClasses().that()
			.resideOutsideOfPackage("..kernel.serve..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "org.springframework.context..",
					"org.springframework.beans..")
			.check(classes);
	}

}
