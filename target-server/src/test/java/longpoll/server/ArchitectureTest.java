package longpoll.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom. A new package is one line in {@link #MAY_KNOW}. */
class ArchitectureTest {
  /** The packages below {@code longpoll.server}; that one itself may know all of them. */
  private static final Map<String, List<String>> MAY_KNOW =
      Map.ofEntries(
          entry("text", List.of()),
          entry("process", List.of()),
          entry("schedule", List.of("text")),
          entry("options", List.of("schedule", "text")),
          entry("hub", List.of("options", "process", "text")),
          entry("publish", List.of("hub", "options", "process", "schedule")),
          entry("outbound", List.of("hub", "process", "publish", "text")),
          entry("http", List.of("hub", "options", "process", "publish", "text")));

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
  void serverKnowsNeitherGatlingNorTheHarness() {
    assertThat(classes).isNotEmpty();
    noClasses().should().dependOnClassesThat().resideInAnyPackage("io.gatling..").check(classes);
    classes()
        .that()
        .resideInAPackage("longpoll.server..")
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("longpoll.server..").or(resideOutsideOfPackage("longpoll..")))
        .check(classes);
  }

  @Test
  void everyPackageHasItsLine() {
    assertThat(classes)
        .extracting(type -> type.getPackageName())
        .allMatch(name -> name.equals("longpoll.server") || MAY_KNOW.containsKey(lastPart(name)));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageKnowsOnlyWhomItMay(String name) {
    String[] others =
        Stream.concat(
                Stream.of("longpoll.server"),
                MAY_KNOW.keySet().stream()
                    .filter(other -> !other.equals(name) && !MAY_KNOW.get(name).contains(other))
                    .map(other -> "longpoll.server." + other))
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("longpoll.server." + name)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(classes);
  }

  @Test
  void noTwoPackagesKnowEachOther() {
    slices().matching("longpoll.server.(*)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void onlyTheHttpSideKnowsUndertow() {
    noClasses()
        .that()
        .resideOutsideOfPackage("longpoll.server.http")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.undertow..", "org.xnio..")
        .check(classes);
  }

  private static String lastPart(String name) {
    return name.substring("longpoll.server.".length());
  }
}
