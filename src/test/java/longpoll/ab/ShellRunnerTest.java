package longpoll.ab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ShellRunnerTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void whatACommandPrintsGoesToItsLog() throws Exception {
    CommandRunner.End end =
        run(new ShellRunner(directory, LONG, null), "pwd; echo \"$WORD\" >&2; exit 3");
    assertThat(end.exitCode()).isEqualTo(3);
    assertThat(end.timedOut()).isFalse();
    assertThat(log()).hasContent(directory.toRealPath() + "\nhello\n");
  }

  @Test
  void whatACommandPrintsGoesToTheTerminalAsWellWhereThatIsAskedFor() throws Exception {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    run(
        new ShellRunner(directory, LONG, new PrintStream(terminal, true, StandardCharsets.UTF_8)),
        "echo one; echo two >&2");
    assertThat(terminal.toString(StandardCharsets.UTF_8)).hasLineCount(2).contains("one", "two");
    assertThat(log()).hasContent("one\ntwo\n");
  }

  @Test
  void aCommandDoesNotBeginBeforeItIsKnown() throws Exception {
    Path begun = directory.resolve("begun");
    List<Boolean> early = new ArrayList<>();
    new ShellRunner(directory, LONG, null)
        .run(
            "touch begun; cat",
            Map.of(),
            log(),
            process -> {
              for (int look = 0; look < 50 && !Files.exists(begun); look++) {
                LockSupport.parkNanos(10_000_000);
              }
              early.add(Files.exists(begun));
            });
    assertThat(early).containsExactly(false);
    assertThat(begun).exists();
    assertThat(log()).as("nothing is left on its input").isEmptyFile();
  }

  @Test
  void aCommandThatTakesTooLongIsEndedWithAllBelowIt() throws Exception {
    Latch latch = Latch.in(directory);
    ShellRunner runner = new ShellRunner(directory, Duration.ofSeconds(1), null);
    CompletableFuture<CommandRunner.End> ends = begin(runner, "(" + latch.hang() + "); exit 0");
    ProcessHandle below = latch.await();
    assertThat(ends.get(60, TimeUnit.SECONDS).timedOut()).isTrue();
    assertThat(Latch.ended(below)).isTrue();
  }

  @Test
  void stoppingEndsTheCommandAndAllBelowItAndLetsNoOtherBegin() throws Exception {
    Latch latch = Latch.in(directory);
    ShellRunner runner = new ShellRunner(directory, LONG, null);
    CompletableFuture<CommandRunner.End> ends = begin(runner, "(" + latch.hang() + "); exit 0");
    ProcessHandle below = latch.await();
    runner.stop();
    assertThat(below.isAlive()).isFalse();
    assertThat(ends)
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableThat()
        .withRootCauseInstanceOf(InterruptedException.class);
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> run(runner, "touch begun"));
    assertThat(directory.resolve("begun")).doesNotExist();
  }

  @Test
  void aSignalThatReachesTheCommandFirstIsNotTakenForItsFailure() {
    ShellRunner runner = new ShellRunner(directory, LONG, null);
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(
            () ->
                runner.run(
                    "kill -TERM $$",
                    Map.of(),
                    log(),
                    process -> process.onExit().thenRun(runner::stop)));
  }

  @Test
  void aProcessThatDoesNotWantToEndIsKilled() throws Exception {
    Latch latch = Latch.in(directory);
    Process deaf = new ProcessBuilder("sh", "-c", "trap '' TERM; " + latch.hang()).start();
    latch.await();
    ProcessTree.end(deaf.toHandle(), Duration.ofMillis(100));
    assertThat(Latch.ended(deaf.toHandle())).isTrue();
    assertThat(deaf.exitValue()).isEqualTo(137);
  }

  private CompletableFuture<CommandRunner.End> begin(ShellRunner runner, String command) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return run(runner, command);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private CommandRunner.End run(ShellRunner runner, String command) throws Exception {
    return runner.run(command, Map.of("WORD", "hello"), log(), process -> {});
  }

  private Path log() {
    return directory.resolve("command.log");
  }
}
