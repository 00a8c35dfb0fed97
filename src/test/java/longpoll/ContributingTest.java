package longpoll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** CONTRIBUTING.md names classes and files; they must be there. */
class ContributingTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z]+)`");
  private static final Pattern JAVA_FILE = Pattern.compile("`([A-Z][A-Za-z]+)\\.java`");
  private static final Pattern FILE = Pattern.compile("`([\\w.-]+(?:/[\\w.-]+)+\\.[a-z]+)`");

  private static String text() throws IOException {
    return Files.readString(ROOT.resolve("CONTRIBUTING.md"));
  }

  @Test
  void theClassesOfWhereToLookExist() throws IOException {
    String section = text().split("## Where to look")[1].split("\n## ")[0];
    assertThat(matches(CLASS, section)).isNotEmpty().isSubsetOf(classes());
  }

  @Test
  void theFilesExist() throws IOException {
    assertThat(matches(FILE, text()))
        .isNotEmpty()
        // What the reader is to write.
        .filteredOn(file -> !file.matches(".*(Your|NAME).*"))
        .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists());
    assertThat(matches(JAVA_FILE, text())).isNotEmpty().isSubsetOf(classes());
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }

  private static Set<String> classes() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String sources : List.of("src/main", "src/test", "target-server/src", "simulations/src")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(sources))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
      }
    }
    return names;
  }
}
