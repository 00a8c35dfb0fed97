package longpoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import longpoll.compare.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class AbCommandTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private PreparedRuns prepared;
  private Path folder;

  @BeforeEach
  void prepare() throws Exception {
    prepared = new PreparedRuns(directory);
    folder = directory.resolve("out");
  }

  @Test
  void sixPairsOfASlowerCandidateAreARegression() throws Exception {
    for (int pair = 0; pair < 6; pair++) {
      prepared.addLarge("a", 3);
      prepared.addLarge("b", 30);
    }
    int exitCode = ab("6", prepared.take("a"), prepared.take("b"));
    assertThat(exitCode).as(err + "\n" + out).isEqualTo(ExitCode.REGRESSION);
    assertThat(out.toString()).contains("Verdict: REGRESSION", "lag", "6 pairs of runs");
    assertThat(err.toString()).contains("pair 6 of 6, base").doesNotContain("warning");
    assertThat(folder.resolve("ab.json")).isNotEmptyFile();
    assertThat(folder.resolve("comparison")).isDirectory();
  }

  @Test
  void fewerThanSixPairsAreAllowedWithAWarning() throws Exception {
    prepared.add("a", 3);
    prepared.add("b", 3);
    int exitCode = ab("1", prepared.take("a"), prepared.take("b"));
    assertThat(exitCode).as(err.toString()).isEqualTo(ExitCode.FINE);
    assertThat(err.toString()).contains("no verdict is possible with 1 pair: it needs 6");
    assertThat(out.toString()).contains("Verdict: INSUFFICIENT");
    assertThat(ab("1", prepared.take("a"), prepared.take("b"), "--strict"))
        .isEqualTo(ExitCode.INCONCLUSIVE);
  }

  @Test
  void commandsMayRunInDirectoriesOfTheirOwn() throws Exception {
    prepared.add("a", 3);
    prepared.add("b", 3);
    Path base = Files.createDirectories(directory.resolve("base"));
    Path candidate = Files.createDirectories(directory.resolve("candidate"));
    int exitCode =
        ab(
            "1",
            "cd '" + base + "' && touch here && " + prepared.take("a"),
            "cd '" + candidate + "' && touch here && " + prepared.take("b"));
    assertThat(exitCode).as(err.toString()).isEqualTo(ExitCode.FINE);
    assertThat(base.resolve("here")).exists();
    assertThat(candidate.resolve("here")).exists();
    assertThat(folder.resolve("logs/01-pair-1-base.log")).content().contains("takes ");
  }

  @Test
  void aPairThatWasMadeAgainIsNotedInTheComparison() throws Exception {
    prepared.addInvalid("a");
    prepared.add("a", 3);
    prepared.add("b", 3);
    int exitCode = ab("1", prepared.take("a"), prepared.take("b"), "--retries", "1");
    assertThat(exitCode).as(err.toString()).isEqualTo(ExitCode.FINE);
    assertThat(err.toString()).contains("the pair is made again (1 of 1 retries)");
    assertThat(out.toString()).contains("note: 1 pair was made again: pair 1, base run");
  }

  @Test
  void moreInvalidRunsThanRetriesAreNotCompared() throws Exception {
    prepared.addInvalid("a");
    prepared.add("b", 3);
    int exitCode = ab("1", prepared.take("a"), prepared.take("b"), "--retries", "0");
    assertThat(exitCode).as(err.toString()).isEqualTo(ExitCode.NOT_COMPARABLE);
    assertThat(err.toString()).contains("--retries allows 0", "the injector could not keep up");
    assertThat(out.toString()).isEmpty();
    assertThat(folder.resolve("comparison")).doesNotExist();
  }

  @Test
  void aCommandThatLeavesNoRecordIsAToolError() {
    assertThat(ab("1", "echo the cause; exit 9", "true")).isEqualTo(ExitCode.TOOL_ERROR);
    assertThat(err.toString())
        .contains("longpoll ab: pair 1 of 1, base", "no run record", "exit code: 9", "the cause");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anotherPlanInTheSameFolderIsAUsageError() {
    ab("1", "false", "true");
    assertThat(ab("2", "false", "true")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("1 pairs", "2 pairs", "--restart");
    assertThat(ab("2", "exit 7", "true", "--restart")).isEqualTo(ExitCode.TOOL_ERROR);
    assertThat(err.toString()).contains("exit code: 7");
  }

  @Test
  void wrongOptionsAreNamedBeforeAnythingRuns() {
    assertWrong("--pairs: must be from 1 to 1000, but is 0", "--pairs", "0");
    assertWrong("--retries: must be at least 0, but is -1", "--retries", "-1");
    assertWrong("--timeout: must be more than 0, but is 0s", "--timeout", "0s");
    assertWrong("a duration needs a unit, but it is '30'", "--timeout", "30");
    assertThat(directory.resolve("begun")).doesNotExist();
  }

  @Test
  void aPolicyThatCannotBeReadIsNamedBeforeAnythingRuns() {
    assertThat(ab("1", "touch '" + directory + "/begun'", "true", "--policy", "nowhere.conf"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("nowhere.conf");
    assertThat(directory.resolve("begun")).doesNotExist();
  }

  private void assertWrong(String message, String... options) {
    String command = "touch '" + directory + "/begun'";
    assertThat(ab("1", command, command, options)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(message);
  }

  private int ab(String pairs, String base, String candidate, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("ab", "--base", base, "--cand", candidate, "--out"));
    arguments.add(folder.toString());
    if (!List.of(more).contains("--pairs")) {
      arguments.addAll(List.of("--pairs", pairs));
    }
    arguments.addAll(List.of(more));
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments.toArray(String[]::new));
  }
}
