package longpoll;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import longpoll.settings.Settings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom. A new package is one line in {@link #MAY_KNOW}. */
class ArrowsTest {
  private static final Map<String, List<String>> MAY_KNOW =
      Map.ofEntries(
          entry("text", List.of()),
          entry("record", List.of("text")),
          entry("finding", List.of("text")),
          entry("dialect", List.of("text")),
          entry("api", List.of("dialect", "text")),
          entry("settings", List.of("api", "dialect", "text")),
          entry("barrier", List.of("settings", "text")),
          entry("client", List.of("dialect", "settings")),
          entry("transport", List.of("dialect", "settings", "text")),
          entry("target", List.of("dialect", "text", "transport")),
          entry("publish", List.of("dialect", "settings", "target", "text", "transport")),
          entry(
              "contract",
              List.of("api", "dialect", "finding", "settings", "target", "text", "transport")),
          entry("preflight", List.of("settings", "text")),
          entry("prediction", List.of("settings")),
          entry("histogram", List.of("record")),
          entry("host", List.of("histogram", "record")),
          entry(
              "measure",
              List.of(
                  "dialect",
                  "histogram",
                  "host",
                  "record",
                  "settings",
                  "target",
                  "text",
                  "transport")),
          entry(
              "result",
              List.of(
                  "dialect",
                  "histogram",
                  "host",
                  "measure",
                  "prediction",
                  "record",
                  "settings",
                  "target",
                  "text")),
          entry("probe", List.of("client", "dialect", "measure", "settings", "text", "transport")),
          entry("compare", List.of("histogram", "record", "settings", "text")),
          entry(
              "report",
              List.of(
                  "api",
                  "compare",
                  "dialect",
                  "finding",
                  "histogram",
                  "measure",
                  "record",
                  "result",
                  "settings",
                  "text")),
          entry("export", List.of("compare", "finding", "record", "report", "text")),
          entry("merge", List.of("histogram", "measure", "record", "result", "settings", "text")),
          entry("ab", List.of("record")),
          entry("collect", List.of("barrier", "record", "text")),
          entry(
              "audit",
              List.of("client", "dialect", "finding", "settings", "target", "text", "transport")),
          entry(
              "cli",
              List.of(
                  "ab",
                  "api",
                  "audit",
                  "collect",
                  "compare",
                  "contract",
                  "dialect",
                  "export",
                  "finding",
                  "histogram",
                  "measure",
                  "merge",
                  "record",
                  "report",
                  "settings",
                  "target",
                  "text",
                  "transport")));

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("longpoll");
  }

  static List<String> packages() {
    return List.copyOf(new TreeSet<>(MAY_KNOW.keySet()));
  }

  @Test
  void theHarnessKnowsNeitherGatlingNorUndertow() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.gatling..",
            "io.undertow..",
            "longpoll.server..",
            "longpoll.gatling..",
            "longpoll.simulations..")
        .check(classes);
  }

  @Test
  void everyPackageHasItsLine() {
    assertThat(classes)
        .extracting(type -> type.getPackageName().split("\\.")[1])
        .containsOnlyElementsOf(MAY_KNOW.keySet());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageKnowsOnlyWhomItMay(String name) {
    String[] others =
        MAY_KNOW.keySet().stream()
            .filter(other -> !other.equals(name) && !MAY_KNOW.get(name).contains(other))
            .map(other -> "longpoll." + other + "..")
            .toArray(String[]::new);
    assertThat(Arrays.asList(others)).isNotEmpty();
    noClasses()
        .that()
        .resideInAPackage("longpoll." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(classes);
  }

  @Test
  void onlyTheLoaderMakesSettings() {
    noClasses()
        .should()
        .callConstructorWhere(
            JavaCall.Predicates.target(HasOwner.Predicates.With.owner(type(Settings.class))))
        .because("SettingsLoader checks them")
        .check(classes);
  }

  @Test
  void noTwoPackagesKnowEachOther() {
    slices().matching("longpoll.(*)..").should().beFreeOfCycles().check(classes);
  }
}
