package longpoll.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the image is built of, without building it. */
class DockerfileTest {
  private static final Path ROOT = Workflow.ROOT;

  @Test
  void allSourcesAndNothingBuiltAreInTheContext() throws IOException {
    List<PathMatcher> patterns = patterns();
    for (String sources : List.of("src/main", "src/test", "simulations/src", "target-server/src")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(sources))) {
        assertThat(files.map(ROOT::relativize))
            .isNotEmpty()
            .noneMatch(file -> matches(patterns, file));
      }
    }
    assertThat(List.of("target", "src/target", "simulations/target", "target-server/target"))
        .map(Path::of)
        .allMatch(file -> matches(patterns, file));
  }

  private static boolean matches(List<PathMatcher> patterns, Path file) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(file));
  }

  /** As globs, which mean the same to Java as to Docker where no {@code **} is in them. */
  private static List<PathMatcher> patterns() throws IOException {
    List<String> lines =
        Files.readAllLines(ROOT.resolve("deploy/Dockerfile.dockerignore")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertThat(lines).noneMatch(line -> line.contains("**"));
    return lines.stream()
        .map(line -> FileSystems.getDefault().getPathMatcher("glob:" + line))
        .toList();
  }
}
