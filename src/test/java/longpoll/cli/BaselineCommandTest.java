package longpoll.cli;

import static longpoll.fake.EditedRun.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import longpoll.fake.EditedRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineCommandTest {
  @TempDir Path folder;
  private Path runs;
  private Path results;
  private Path baseline;

  @BeforeEach
  void nameTheFolders() {
    runs = folder.resolve("runs");
    results = folder.resolve("results");
    baseline = results.resolve("baseline").resolve("default");
  }

  @Test
  void onlyTheThreeFilesOfARunAreCopied() throws IOException {
    Path run = EditedRun.write(runs, "r1");
    for (String other : List.of("latency.hlog", "index.html", "report.html", "simulation.log")) {
      Files.writeString(run.resolve(other), other);
    }
    Files.createDirectory(run.resolve("js"));
    EditedRun.write(runs, "r2");
    Cli made = baseline(runs);
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.out()).startsWith("Baseline default: 2 runs in " + baseline + "\n");
    assertThat(files(baseline))
        .containsExactly(
            "r1/run.json",
            "r1/series.csv",
            "r1/totals.hlog",
            "r2/run.json",
            "r2/series.csv",
            "r2/totals.hlog");
    assertThat(baseline.resolve("r1/run.json")).hasSameTextualContentAs(run.resolve("run.json"));
    assertThat(baseline.getParent().toFile().list()).containsExactly("default");
  }

  @Test
  void whatWasThereIsReplaced() throws IOException {
    // As a baseline looked before this command was there.
    Files.createDirectories(baseline.resolve("older"));
    for (String old : List.of("run.json", "report.html", "page.css", "older/run.json")) {
      Files.writeString(baseline.resolve(old), "old");
    }
    Cli made = baseline(EditedRun.write(runs, "r1"));
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(files(baseline)).containsExactly("r1/run.json", "r1/series.csv", "r1/totals.hlog");
    assertThat(baseline.getParent().toFile().list()).containsExactly("default");
  }

  @Test
  void aBaselineCanBeMadeOfItsOwnRuns() throws IOException {
    baseline(EditedRun.write(runs, "r1"), EditedRun.write(runs, "r2"));
    Cli made = baseline(baseline.resolve("r2"));
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(files(baseline)).containsExactly("r2/run.json", "r2/series.csv", "r2/totals.hlog");
  }

  @Test
  void foreignFilesAreNotReplaced() throws IOException {
    Files.createDirectories(baseline);
    Files.writeString(baseline.resolve("thesis.tex"), "mine");
    Cli made = baseline(EditedRun.write(runs, "r1"));
    assertThat(made.code()).isEqualTo(2);
    assertThat(made.err()).hasLineCount(1).contains("thesis.tex: does not belong to a baseline");
    assertThat(files(baseline)).containsExactly("thesis.tex");
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid", "aborted"})
  void aRunThatIsNotCompleteIsRefused(String status) throws IOException {
    Path good = EditedRun.write(runs, "r1");
    Path bad =
        EditedRun.write(
            runs,
            "r2",
            record -> {
              record.put("status", status);
              record.putArray("reasons").add("something went wrong");
            });
    baseline(good);
    Cli made = baseline(good, bad);
    assertThat(made.code()).isEqualTo(4);
    assertThat(made.err())
        .hasLineCount(1)
        .contains(bad + ": is " + status + " (something went wrong)");
    assertThat(baseline.toFile().list()).containsExactly("r1");
  }

  @Test
  void runsOfTwoLoadModelsAreRefused() throws IOException {
    Path one = EditedRun.write(runs, "r1", record -> object(record, "/settings").put("users", 1));
    Path two = EditedRun.write(runs, "r2", record -> object(record, "/settings").put("users", 2));
    Cli made = baseline(one, two);
    assertThat(made.code()).isEqualTo(4);
    assertThat(made.err()).hasLineCount(1).contains("not of one load model: users is 1 and 2");
    assertThat(results).doesNotExist();
  }

  @Test
  void aRunWithATruncatedHistogramIsRefused() throws IOException {
    Path run = EditedRun.write(runs, "r1");
    String log = Files.readString(run.resolve("totals.hlog"));
    Files.writeString(run.resolve("totals.hlog"), log.substring(0, log.length() - 8));
    Cli made = baseline(run);
    assertThat(made.code()).isEqualTo(1);
    assertThat(made.err()).hasLineCount(1).contains("totals.hlog: ");
    assertThat(results).doesNotExist();
  }

  @Test
  void aRunWithoutASeriesIsRefused() throws IOException {
    Path run = EditedRun.write(runs, "r1");
    Files.delete(run.resolve("series.csv"));
    Cli made = baseline(run);
    assertThat(made.code()).isEqualTo(1);
    assertThat(made.err()).hasLineCount(1).contains("series.csv: no such file");
    assertThat(results).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../elsewhere", "a/b", ".hidden", "a b", ""})
  void aNameThatIsNoPlainFolderIsRefused(String name) throws IOException {
    Cli made = Cli.run("baseline", "--results", results, name, EditedRun.write(runs, "r1"));
    assertThat(made.code()).isEqualTo(2);
    assertThat(made.err()).hasLineCount(1).contains("must be letters, digits");
    assertThat(results).doesNotExist();
  }

  @Test
  void anIdThatWouldLeaveTheFolderIsRefused() throws IOException {
    Path run = EditedRun.write(runs, "r1", record -> record.put("id", "../../../elsewhere"));
    Cli made = baseline(run);
    assertThat(made.code()).isEqualTo(4);
    assertThat(made.err()).hasLineCount(1).contains("id is no name of a folder");
    assertThat(results).doesNotExist();
  }

  @Test
  void whatASharpEyeWouldAskAboutIsNoted() throws IOException {
    Path one = EditedRun.write(runs, "r1");
    Path two =
        EditedRun.write(
            runs,
            "r2",
            record -> {
              object(record, "/environment").put("dirty", true).put("fingerprint", "another");
              record.putArray("reasons").add("the prediction is off");
            });
    assertThat(baseline(one, two).out())
        .contains(
            "note: r2 was made with uncommitted changes\n",
            "note: r2: the prediction is off\n",
            "note: the runs were made on machines that differ\n");
  }

  @Test
  void aBaselineIsComparedAsAFolderOfRuns() throws IOException {
    baseline(EditedRun.write(runs, "r1"), EditedRun.write(runs, "r2"));
    Cli compared = Cli.run("compare", "--base", baseline, "--cand", EditedRun.write(runs, "r3"));
    assertThat(compared.code()).as(compared.err()).isZero();
    assertThat(compared.out()).contains("2 base runs and 1 candidate run");
  }

  private Cli baseline(Path... named) {
    Object[] arguments = new Object[4 + named.length];
    arguments[0] = "baseline";
    arguments[1] = "--results";
    arguments[2] = results;
    arguments[3] = "default";
    System.arraycopy(named, 0, arguments, 4, named.length);
    return Cli.run(arguments);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }
}
