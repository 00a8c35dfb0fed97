package longpoll.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("longpoll");

  @Test
  void serverKnowsNeitherGatlingNorTheHarness() {
    Assertions.assertThat(classes).isNotEmpty();
    noClasses()
        .that()
        .resideInAPackage("longpoll.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.gatling..",
            "longpoll.measure..",
            "longpoll.record..",
            "longpoll.compare..",
            "longpoll.report..",
            "longpoll.gatling..",
            "longpoll.simulations..")
        .check(classes);
  }

  @Test
  void everythingHereIsInThePackageOfTheServer() {
    noClasses().should().resideOutsideOfPackage("longpoll.server..").check(classes);
  }

  @Test
  void onlyTheHttpSideKnowsUndertow() {
    noClasses()
        .that()
        .haveSimpleNameStartingWith("Hub")
        .or()
        .haveSimpleNameStartingWith("Event")
        .or()
        .haveSimpleNameStartingWith("Answer")
        .or()
        .haveSimpleNameEndingWith("Schedule")
        .or()
        .haveSimpleNameStartingWith("Plan")
        .and()
        .haveSimpleNameNotEndingWith("Handler")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.undertow..", "org.xnio..")
        .check(classes);
  }
}
