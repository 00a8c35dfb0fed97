package longpoll.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import longpoll.compare.Comparison;
import longpoll.report.ComparisonPage;

/** All files of a comparison, in a folder of its own. */
final class ComparisonFolder {
  private ComparisonFolder() {}

  static void write(Comparison comparison, Path folder) throws IOException {
    Files.createDirectories(folder);
    ComparisonPage.write(comparison, folder.resolve("comparison.html"));
  }
}
