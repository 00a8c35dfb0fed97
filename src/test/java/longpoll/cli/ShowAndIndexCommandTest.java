package longpoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import longpoll.compare.ExitCode;
import longpoll.fake.FakeRun;
import longpoll.record.RunFolder;
import longpoll.record.RunRecords;
import longpoll.record.RunStatus;
import longpoll.record.SampleRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ShowAndIndexCommandTest {
  @TempDir Path results;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aRunIsShownWithItsPlanItsMeasuresAndItsObjectives() throws Exception {
    FakeRun run = run();
    run.objectives = SampleRecords.full().objectives();
    RunFolder folder = run.write(results);
    assertThat(execute("show", folder.path().toString())).isEqualTo(ExitCode.FINE);
    assertThat(out.toString())
        .containsSubsequence(
            "COMPLETE",
            "Planned",
            "Polls held, mean (client)",
            "lag.parked",
            "Objectives: 6 of 6 met",
            "missed events: required at most 2, actual 2",
            "Record:")
        .doesNotContain("Gatling report", "\u001b");
    assertThat(execute("show", folder.runJson().toString())).isEqualTo(ExitCode.FINE);
  }

  @Test
  void aRunOfBeforeObjectivesWereKeptIsShown() throws Exception {
    FakeRun run = run();
    run.reasons = List.of("objective missed: failed polls: required at most 0, actual 4");
    assertThat(execute("show", run.write(results).path().toString())).isEqualTo(ExitCode.FINE);
    assertThat(out.toString())
        .contains(
            "Objectives: 4 of 5 met",
            "  missed  failed polls: required at most 0, actual 4\n",
            "  met     missed events\n");
  }

  @Test
  void anInvalidRunIsShownWithItsReasons() throws Exception {
    FakeRun run = run();
    run.status = RunStatus.INVALID;
    run.reasons = List.of("injector queue added 181 ms to p99");
    assertThat(execute("show", run.write(results).path().toString())).isEqualTo(ExitCode.FINE);
    assertThat(out.toString())
        .contains("INVALID", "injector queue added 181 ms", "missed  run is valid");
  }

  @Test
  void anAbortedRunThatMeasuredNothingIsShown() throws Exception {
    RunRecords.write(SampleRecords.sparse(), results.resolve("run.json"));
    assertThat(execute("show", results.toString())).isEqualTo(ExitCode.FINE);
    assertThat(out.toString()).contains("ABORTED", "interrupted after 3 s", "not measured");
  }

  @Test
  void aBrokenRecordIsOneMessage() throws Exception {
    Files.writeString(results.resolve("run.json"), "{\"schemaVersion\": 1, \"id");
    assertThat(execute("show", results.toString())).isEqualTo(ExitCode.TOOL_ERROR);
    assertThat(err.toString()).contains("run.json: not whole JSON").hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aRecordWithoutAFieldIsOneMessageThatNamesIt() throws Exception {
    Files.writeString(results.resolve("run.json"), "{\"schemaVersion\": 1}");
    assertThat(execute("show", results.toString())).isEqualTo(ExitCode.TOOL_ERROR);
    assertThat(err.toString()).contains("field status is missing").hasLineCount(1);
  }

  @Test
  void aRunThatIsNotThereIsOneMessage() {
    assertThat(execute("show", results.resolve("none").toString())).isEqualTo(ExitCode.TOOL_ERROR);
    assertThat(err.toString()).contains("no such run").hasLineCount(1);
  }

  @Test
  void theIndexIsWritten() throws Exception {
    run().write(results.resolve("runs"));
    assertThat(execute("index", results.toString())).isEqualTo(ExitCode.FINE);
    assertThat(results.resolve("index.html")).content().contains("steady run");
    assertThat(out.toString()).contains("index.html");
  }

  @Test
  void withoutAFolderOfResultsThereIsNoIndex() {
    Path none = results.resolve("none");
    assertThat(execute("index", none.toString())).isEqualTo(ExitCode.TOOL_ERROR);
    assertThat(err.toString()).contains("no such folder").hasLineCount(1);
    assertThat(none).doesNotExist();
  }

  @Test
  void helpHasExamples() {
    assertThat(execute("show", "--help")).isEqualTo(ExitCode.FINE);
    assertThat(execute("index", "--help")).isEqualTo(ExitCode.FINE);
    assertThat(out.toString()).contains("longpoll show results/baseline", "longpoll index");
  }

  private static FakeRun run() {
    FakeRun run = new FakeRun(1);
    run.label = "steady run";
    run.users = 40;
    run.ramp = 0;
    run.warmup = 0;
    run.seconds = 4;
    run.holdSeconds = 1;
    run.eventEverySeconds = 1;
    return run;
  }

  private int execute(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
