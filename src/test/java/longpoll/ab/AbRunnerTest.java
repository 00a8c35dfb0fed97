package longpoll.ab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbRunnerTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-24T09:00:00Z"));

  @TempDir private Path directory;

  private final List<String> said = new ArrayList<>();
  private AbFolder folder;
  private FakeCommands commands;

  @BeforeEach
  void prepare() {
    folder = new AbFolder(directory.resolve("out"));
    commands = new FakeCommands(directory.resolve("elsewhere"));
  }

  @Test
  void theSideThatRunsFirstChangesFromPairToPair() throws Exception {
    AbState made = make(4);
    assertThat(commands.commands).containsExactly("A", "B", "B", "A", "A", "B", "B", "A");
    assertThat(made.isFinished()).isTrue();
    assertThat(made.counted(Side.BASE)).extracting(MadeRun::order).containsExactly(1, 4, 5, 8);
    assertThat(made.counted(Side.CANDIDATE)).extracting(MadeRun::order).containsExactly(2, 3, 6, 7);
    assertThat(made.notes()).isEmpty();
    assertThat(folder.read()).contains(made);
  }

  @Test
  void eachRunIsWrittenDownBeforeTheNextBegins() throws Exception {
    List<Integer> written = new ArrayList<>();
    for (int run = 1; run <= 4; run++) {
      commands.at(
          run,
          (announced, log) -> {
            AbState state = folder.read().orElseThrow();
            assertThat(state.running()).isNotNull();
            written.add(state.runs().size());
            return commands.leaves(announced, RunStatus.COMPLETE, 0);
          });
    }
    make(2);
    assertThat(written).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aLineSaysWhatRunsAndHowLongIsLeft() throws Exception {
    make(2);
    assertThat(said)
        .containsExactly(
            "pair 1 of 2, base (run 1 of 4)",
            "pair 1 of 2, candidate (run 2 of 4); the last took 1 min 30 s, about 4 min 30 s left",
            "pair 2 of 2, candidate (run 3 of 4); the last took 1 min 30 s, about 3 min 0 s left",
            "pair 2 of 2, base (run 4 of 4); the last took 1 min 30 s, about 1 min 30 s left");
  }

  @Test
  void aPairWithAnInvalidRunIsMadeAgainFromItsFirstRun() throws Exception {
    commands.at(4, (announced, log) -> commands.leaves(announced, RunStatus.INVALID, 1));
    AbState made = make(2);
    assertThat(commands.commands).containsExactly("A", "B", "B", "A", "B", "A");
    assertThat(made.counted(Side.CANDIDATE)).extracting(MadeRun::order).containsExactly(2, 5);
    assertThat(made.counted(Side.BASE)).extracting(MadeRun::order).containsExactly(1, 6);
    assertThat(made.runs()).filteredOn(run -> !run.counts()).hasSize(2);
    assertThat(made.notes())
        .singleElement()
        .asString()
        .contains("1 pair was made again", "pair 2, base run", "is invalid", "could not keep up");
    assertThat(String.join("\n", said)).contains("the pair is made again (1 of 2 retries)");
  }

  @Test
  void moreInvalidRunsThanRetriesAreRefusedAndCanBeGoneOnFrom() throws Exception {
    commands.at(3, (announced, log) -> commands.leaves(announced, RunStatus.INVALID, 0));
    commands.at(4, (announced, log) -> commands.leaves(announced, RunStatus.INVALID, 0));
    AbException refused =
        catchThrowableOfType(AbException.class, () -> runner(1).make(plan("A", "B", 2), false));
    assertThat(refused.kind()).isEqualTo(AbException.Kind.UNUSABLE_RUNS);
    assertThat(refused).hasMessageContainingAll("pair 2 of 2, candidate", "--retries allows 1");
    AbState made = runner(2).make(plan("A", "B", 2), false);
    assertThat(made.isFinished()).isTrue();
    assertThat(commands.commands).containsExactly("A", "B", "B", "B", "B", "A");
    assertThat(made.notes().get(0)).contains("2 pairs were made again");
  }

  @Test
  void aCompleteRecordCountsWhateverTheExitCode() throws Exception {
    commands.at(2, (announced, log) -> commands.leaves(announced, RunStatus.COMPLETE, 1));
    AbState made = make(1);
    assertThat(made.counted(Side.CANDIDATE)).extracting(MadeRun::exitCode).containsExactly(1);
    assertThat(said).anySatisfy(line -> assertThat(line).contains("exit code 1, with a complete"));
  }

  @Test
  void aCommandWithoutARecordIsShownWithItsExitCodeAndTheEndOfItsLog() {
    commands.at(
        2,
        (announced, log) -> {
          Files.writeString(log, "first\n" + "line\n".repeat(20) + "the cause\n");
          return FakeCommands.end(7);
        });
    AbException failed = failure(2);
    assertThat(failed.kind()).isEqualTo(AbException.Kind.FAILED);
    assertThat(failed)
        .hasMessageContainingAll(
            "pair 1 of 2, candidate", "left no run record", "command: B", "exit code: 7", "log: ")
        .hasMessageEndingWith("the cause")
        .hasMessageNotContaining("first");
    assertThat(folder.read().orElseThrow().counted(Side.BASE)).hasSize(1);
  }

  @Test
  void aCommandWithTwoRecordsIsRefused() {
    commands.at(
        1,
        (announced, log) -> {
          commands.leaves(announced, RunStatus.COMPLETE, 0);
          Path other = commands.record("other", RunStatus.COMPLETE).path();
          Files.writeString(announced, Files.readString(announced) + other + "\n");
          return FakeCommands.end(0);
        });
    assertThat(failure(1)).hasMessageContainingAll("left 2 run records", "run-1", "other");
  }

  @Test
  void aCommandThatWritesOverAnEarlierRunIsRefused() {
    commands.at(
        2,
        (announced, log) -> {
          Path earlier = commands.record("run-1", RunStatus.COMPLETE).path();
          Files.writeString(announced, earlier + "\n");
          return FakeCommands.end(0);
        });
    assertThat(failure(1)).hasMessageContainingAll("as run 1 did", "a folder of its own");
  }

  @Test
  void aBrokenRecordIsRefusedWithItsFile() {
    commands.at(
        1,
        (announced, log) -> {
          CommandRunner.End end = commands.leaves(announced, RunStatus.COMPLETE, 0);
          Files.writeString(Path.of(Files.readString(announced).strip(), "run.json"), "{\"sch");
          return end;
        });
    assertThat(failure(1)).hasMessageContainingAll("cannot be read", "run.json", "not whole JSON");
  }

  @Test
  void aNewRunFolderIsFoundWhereNothingWasAnnounced() throws Exception {
    commands = new FakeCommands(directory.resolve("results/runs"));
    commands.record("older", RunStatus.COMPLETE);
    commands.at(
        1,
        (announced, log) -> {
          commands.record("newer", RunStatus.COMPLETE);
          Files.createDirectories(directory.resolve("results/runs/without-a-record"));
          return FakeCommands.end(0);
        });
    assertThat(make(1).counted(Side.BASE))
        .extracting(MadeRun::folder)
        .containsExactly(directory.resolve("results/runs/newer").toString());
  }

  @Test
  void aCommandThatTakesTooLongIsReported() {
    commands.at(1, (announced, log) -> new CommandRunner.End(143, Duration.ofMinutes(30), true));
    assertThat(failure(1)).hasMessageContainingAll("longer than --timeout", "after 30 min 0 s");
  }

  @Test
  void halfAPairIsMadeAgainWhenItIsResumed() throws Exception {
    commands.at(4, AbRunnerTest::interrupted);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> make(2));
    assertThat(folder.read().orElseThrow().runs()).hasSize(3);
    said.clear();
    AbState made = make(2);
    assertThat(commands.commands).containsExactly("A", "B", "B", "A", "B", "A");
    assertThat(said.get(0)).contains("resuming", "1 of 2 pairs", "is made again");
    assertThat(made.counted(Side.CANDIDATE)).extracting(MadeRun::order).containsExactly(2, 4);
    assertThat(made.retriesUsed()).isZero();
    assertThat(made.notes()).singleElement().asString().contains("resumed", "pair 2");
  }

  @Test
  void wholePairsAreKeptWhenTheyAreResumed() throws Exception {
    commands.at(3, AbRunnerTest::interrupted);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> make(2));
    AbState made = make(2);
    assertThat(commands.commands).containsExactly("A", "B", "B", "B", "A");
    assertThat(made.notes()).isEmpty();
  }

  @Test
  void whatIsFinishedIsNotMadeAgain() throws Exception {
    AbState made = make(1);
    assertThat(make(1)).isEqualTo(made);
    assertThat(commands.commands).hasSize(2);
    assertThat(said).last().asString().contains("all 1 pairs", "--restart");
  }

  @Test
  void anotherPlanThanWasBegunIsRefusedWithBothShown() throws Exception {
    make(1);
    AbException refused =
        catchThrowableOfType(AbException.class, () -> runner(2).make(plan("A", "C", 3), false));
    assertThat(refused.kind()).isEqualTo(AbException.Kind.USAGE);
    assertThat(refused)
        .hasMessageContainingAll("1 pairs", "3 pairs", "candidate: B", "candidate: C", "--restart");
  }

  @Test
  void aRestartForgetsWhatWasMade() throws Exception {
    make(1);
    AbState made = runner(2).make(plan("A", "C", 1), true);
    assertThat(commands.commands).containsExactly("A", "B", "A", "C");
    assertThat(made.runs()).hasSize(2);
  }

  @Test
  void aRecordThatIsGoneIsMissedBeforeMoreRunsAreMade() throws Exception {
    commands.at(3, AbRunnerTest::interrupted);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> make(2));
    Files.delete(directory.resolve("elsewhere/run-1/run.json"));
    assertThat(failure(2)).hasMessageContainingAll("pair 1, base", "is gone", "run-1");
  }

  @Test
  void aStateThatIsNotWholeIsRefusedWithItsFile() throws IOException {
    Files.createDirectories(folder.path());
    Files.writeString(folder.stateFile(), "{\"schemaVersion\": 1, \"plan\": {");
    assertThat(failure(1)).hasMessageContainingAll("ab.json", "--restart");
  }

  @Test
  void aNewerStateIsRefused() throws IOException {
    Files.createDirectories(folder.path());
    Files.writeString(folder.stateFile(), "{\"schemaVersion\": 2}");
    assertThat(failure(1)).hasMessageContainingAll("schemaVersion is 2", "ab.json");
  }

  @Test
  void twoCannotMakeRunsForOneFolder() throws Exception {
    commands.at(
        1,
        (announced, log) -> {
          assertThat(failure(1)).hasMessageContaining("already");
          return commands.leaves(announced, RunStatus.COMPLETE, 0);
        });
    assertThat(make(1).isFinished()).isTrue();
  }

  @Test
  void theNewestUnfinishedFolderOfTheSamePlanIsFound() throws Exception {
    Path all = directory.resolve("all");
    for (int second = 0; second < 3; second++) {
      folder = AbFolder.startedAt(all, CLOCK.instant().plusSeconds(second));
      commands = new FakeCommands(directory.resolve("runs-" + second));
      commands.at(3, AbRunnerTest::interrupted);
      AbPlan plan = plan("A", second == 2 ? "C" : "B", 2);
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> runner(2).make(plan, false));
    }
    assertThat(AbFolder.unfinished(all, plan("A", "B", 2)))
        .contains(AbFolder.startedAt(all, CLOCK.instant().plusSeconds(1)));
    assertThat(AbFolder.unfinished(all, plan("A", "B", 3))).isEmpty();
  }

  private static CommandRunner.End interrupted(Path announced, Path log)
      throws InterruptedException {
    throw new InterruptedException("as if by a signal");
  }

  private AbState make(int pairs) throws IOException, InterruptedException {
    return runner(2).make(plan("A", "B", pairs), false);
  }

  private AbException failure(int pairs) {
    return catchThrowableOfType(AbException.class, () -> make(pairs));
  }

  private AbRunner runner(int retries) {
    return new AbRunner(folder, commands, CLOCK, retries, said::add);
  }

  private AbPlan plan(String base, String candidate, int pairs) {
    return AbPlan.of(base, candidate, pairs, directory);
  }
}
