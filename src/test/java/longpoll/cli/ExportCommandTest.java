package longpoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import longpoll.export.Format;
import longpoll.export.Formats;
import longpoll.fake.EditedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExportCommandTest {
  @TempDir Path folder;

  static Iterable<String> formats() {
    return Formats.ofText().stream().map(Format::name).toList();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aRunIsWrittenFromItsRecordAlone(String format) throws IOException {
    Path run = EditedRun.write(folder, "run");
    Files.delete(run.resolve("totals.hlog"));
    Files.delete(run.resolve("series.csv"));
    Path out = folder.resolve("new").resolve("file");
    Cli exported = Cli.run("export", "--format", format, "--out", out, run);
    assertThat(exported).isEqualTo(new Cli(0, "", ""));
    assertThat(out).content().endsWith("\n").contains("SteadySimulation");
  }

  @Test
  void everyFormatIsInTheHelp() {
    String help = Cli.run("export", "--help").out();
    assertThat(Formats.ofText())
        .allSatisfy(
            format ->
                assertThat(help)
                    .containsPattern(
                        "  " + format.name() + " +" + Pattern.quote(format.description())));
    assertThat(help).contains("One of json, md, junit,");
  }

  @Test
  void withoutAFileItGoesToTheStandardOutputInUtf8() throws IOException {
    Path run = EditedRun.write(folder, "run", record -> record.put("label", "caf\u00e9"));
    PrintStream before = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.US_ASCII));
    Cli exported;
    try {
      exported = Cli.run("export", "--format", "csv", run);
    } finally {
      System.setOut(before);
    }
    assertThat(exported).isEqualTo(new Cli(0, "", ""));
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("\nrun,caf\u00e9,");
  }

  @Test
  void aFolderOfRunsIsAnEntryEach() throws IOException {
    EditedRun.write(folder.resolve("runs"), "two");
    EditedRun.write(folder.resolve("runs"), "one");
    Path out = folder.resolve("runs.json");
    Cli exported = Cli.run("export", "--format", "json", "--out", out, folder.resolve("runs"));
    assertThat(exported.code()).isZero();
    assertThat(new ObjectMapper().readTree(out.toFile()).findValuesAsText("id"))
        .containsExactly("one", "two");
  }

  @Test
  void theObjectivesOfThePolicyAreInTheJUnitFile() throws IOException {
    Path run = EditedRun.write(folder, "run");
    Path policy =
        Files.writeString(
            folder.resolve("gate.conf"),
            "objectives = [\"lag.parked.p99 <= 5ms\", \"lag.parked.p50 <= 5ms\"]");
    Path out = folder.resolve("junit.xml");
    Cli exported = Cli.run("export", "--format", "junit", "--policy", policy, "--out", out, run);
    assertThat(exported.code()).isZero();
    assertThat(out)
        .content()
        .contains("name=\"lag.parked.p99 &lt;= 5ms\" time=\"0\">")
        .contains("message=\"lag.parked.p99 of run: required &lt;= 5 ms, actual 20 ms\"")
        .contains("name=\"lag.parked.p50 &lt;= 5ms\" time=\"0\"/>");
  }

  @Test
  void anUnknownFormatIsRefusedWithThoseThatThereAre() throws IOException {
    Path run = EditedRun.write(folder, "run");
    Cli exported = Cli.run("export", "--format", "yaml", run);
    assertThat(exported.code()).isEqualTo(2);
    assertThat(exported.err())
        .hasLineCount(1)
        .contains("--format yaml: unknown: it must be one of json, md, junit");
  }

  @Test
  void theSameRunTwiceIsRefused() throws IOException {
    Path run = EditedRun.write(folder, "run");
    Cli exported = Cli.run("export", "--format", "json", run, run.resolve("run.json"));
    assertThat(exported.code()).isEqualTo(2);
    assertThat(exported.err()).hasLineCount(1).contains("a run named run is there twice");
  }

  @Test
  void aFolderIsNoFile() throws IOException {
    Path run = EditedRun.write(folder, "run");
    Cli exported = Cli.run("export", "--format", "json", "--out", folder, run);
    assertThat(exported.code()).isEqualTo(2);
    assertThat(exported.err()).hasLineCount(1).contains("is a folder: name a file");
  }
}
