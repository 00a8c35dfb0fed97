package longpoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import longpoll.ab.Latch;
import longpoll.compare.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code longpoll ab} in a JVM of its own, ended from outside in the middle of its second pair. */
@Timeout(180)
class AbInterruptTest {
  @TempDir private Path directory;

  private PreparedRuns prepared;
  private Latch latch;
  private String base;
  private String candidate;

  @BeforeEach
  void prepare() throws Exception {
    prepared = new PreparedRuns(directory);
    latch = Latch.in(directory);
    for (int run = 0; run < 3; run++) {
      prepared.add("a", 3);
      prepared.add("b", 3);
    }
    base =
        "if [ -e '"
            + directory
            + "/hang' ] && [ -e out/logs/02-pair-1-candidate.log ]; then "
            + latch.hang()
            + "; fi; "
            + prepared.take("a");
    candidate = prepared.take("b");
    Files.createFile(directory.resolve("hang"));
  }

  @Test
  void aTerminatedComparisonTakesItsCommandAlongAndIsResumed() throws Exception {
    Process ab = start("first");
    ProcessHandle below = latch.await();
    ab.toHandle().destroy();
    assertThat(ab.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(below.isAlive()).isFalse();
    assertThat(ab.exitValue()).isEqualTo(143);
    assertThat(text("first.err")).contains("interrupted; what was made so far is in");
    resumes();
  }

  @Test
  void aKilledComparisonIsResumedAndItsCommandIsEndedThen() throws Exception {
    Process ab = start("first");
    ProcessHandle below = latch.await();
    ab.toHandle().destroyForcibly();
    assertThat(ab.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(below.isAlive()).as("nobody was left to end it").isTrue();
    resumes();
    assertThat(below.isAlive()).isFalse();
    assertThat(text("second.err")).contains("which was left running");
  }

  private void resumes() throws Exception {
    Files.delete(directory.resolve("hang"));
    Process again = start("second");
    assertThat(again.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(again.exitValue()).as(text("second.err")).isEqualTo(ExitCode.FINE);
    assertThat(text("second.err"))
        .contains("resuming", "1 of 2 pairs are there", "is made again")
        .doesNotContain("pair 1 of 2, ");
    assertThat(text("second.out")).contains("2 pairs of runs", "resumed after an interruption");
  }

  private Process start(String name) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "ab",
            "--base",
            base,
            "--cand",
            candidate,
            "--pairs",
            "2",
            "--out",
            "out");
    return builder
        .directory(directory.toFile())
        .redirectOutput(directory.resolve(name + ".out").toFile())
        .redirectError(directory.resolve(name + ".err").toFile())
        .start();
  }

  private String text(String file) throws Exception {
    return Files.readString(directory.resolve(file));
  }
}
