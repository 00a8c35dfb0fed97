package longpoll.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparer;
import longpoll.compare.Comparison;
import longpoll.compare.PolicyReader;
import longpoll.export.Format;
import longpoll.export.Formats;
import longpoll.fake.EditedRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonFolderTest {
  @TempDir Path folder;
  private Path out;
  private Comparison comparison;

  @BeforeEach
  void compare() throws IOException {
    out = folder.resolve("results").resolve("cmp");
    Path runs = folder.resolve("runs");
    comparison =
        new Comparer(PolicyReader.builtIn())
            .compare(
                List.of(ComparedRun.read(EditedRun.write(runs, "b1"))),
                List.of(ComparedRun.read(EditedRun.write(runs, "c1"))),
                false);
  }

  @Test
  void everyFormatIsWrittenAndNothingElseIsLeft() throws IOException {
    ComparisonFolder.write(comparison, out);
    assertThat(names(out))
        .contains("comparison.html", "page.css")
        .containsAll(Formats.ALL.stream().map(Format::comparisonFile).toList());
    assertThat(names(out.getParent())).containsExactly("cmp");
  }

  @Test
  void pathsOfRunsHoldFromWhereTheFilesAre() throws IOException {
    ComparisonFolder.write(comparison, out);
    assertThat(Files.readString(out.resolve("comparison.json")))
        .contains("\"path\" : \"../../runs/b1\"");
    assertThat(out.resolve("../../runs/b1/run.json")).exists();
  }

  @Test
  void anEarlierComparisonIsReplacedAndOtherFilesStay() throws IOException {
    ComparisonFolder.write(comparison, out);
    Files.writeString(out.resolve("junit.xml"), "old");
    Files.writeString(out.resolve("notes.txt"), "mine");
    ComparisonFolder.write(comparison, out);
    assertThat(out.resolve("junit.xml")).content().startsWith("<?xml");
    assertThat(out.resolve("notes.txt")).hasContent("mine");
    assertThat(names(out.getParent())).containsExactly("cmp");
  }

  @Test
  void anEmptyFolderIsWrittenTo() throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve(".gitkeep"), "");
    ComparisonFolder.write(comparison, out);
    assertThat(names(out)).contains(".gitkeep", "comparison.json");
  }

  @Test
  void aFolderWithAForeignComparisonJsonIsRefused() throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("comparison.json"), "{\"apples\": \"oranges\"}");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> ComparisonFolder.write(comparison, out))
        .withMessageContaining("has files, such as comparison.json, but no comparison");
    assertThat(out.resolve("comparison.json")).hasContent("{\"apples\": \"oranges\"}");
    assertThat(names(out)).containsExactly("comparison.json");
  }

  @Test
  void theRootIsRefused() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Folders.writeAside(folder.getRoot(), aside -> {}, Folders::replace));
  }

  @Test
  void whatFailsHalfWayLeavesNothing() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                Folders.writeAside(
                    out,
                    aside -> {
                      Files.writeString(aside.resolve("one"), "1");
                      throw new IOException("disk full");
                    },
                    Folders::replace))
        .withMessage("disk full");
    assertThat(out.getParent()).doesNotExist();
  }

  @Test
  void whatFailsHalfWayLeavesWhatWasThere() throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("old"), "1");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                Folders.writeAside(
                    out,
                    aside -> {
                      throw new IOException("disk full");
                    },
                    Folders::replace));
    assertThat(names(out)).containsExactly("old");
    assertThat(names(out.getParent())).containsExactly("cmp");
  }

  @Test
  void whatAKilledProcessLeftIsCleared() throws IOException {
    Path left = Files.createDirectories(out.resolveSibling(".cmp.part"));
    Files.writeString(left.resolve("half"), "");
    ComparisonFolder.write(comparison, out);
    assertThat(names(out)).doesNotContain("half");
    assertThat(left).doesNotExist();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
