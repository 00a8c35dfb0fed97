package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A run that is ended from outside leaves a record of what was measured, and no process. */
@Execution(ExecutionMode.CONCURRENT)
class InterruptTest {
  /** Gatling's window is a minute, so whatever ends within this was ended by the signal. */
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path results;

  @Test
  void aTerminatedRunLeavesARecordStampedAborted() {
    try (GatlingRun run = longRun().start()) {
      List<ProcessHandle> below = measuring(run);
      run.handle().destroy();
      leavesAnAbortedRecordAndNoProcess(run, run.handle(), below);
    }
  }

  @Test
  void aRunWhoseParentIsKilledLeavesARecordStampedAborted() {
    try (GatlingRun run = longRun().inShell().start()) {
      List<ProcessHandle> below = measuring(run);
      ProcessHandle gatling = run.handle().children().findFirst().orElseThrow();
      run.handle().destroyForcibly();
      try {
        leavesAnAbortedRecordAndNoProcess(run, gatling, below);
      } finally {
        // With its parent gone it is nobody's descendant any more.
        below.forEach(ProcessHandle::destroyForcibly);
      }
    }
  }

  private GatlingRun.Builder longRun() {
    return GatlingRun.in(results)
        .set("users", 20)
        .set("probes", 5)
        .set("ramp", "0s")
        .set("warmup", "0s")
        .set("duration", "60s")
        .set("hold", "1s")
        .set("schedule.every", "500ms")
        .set("report.console-every", "1s");
  }

  /** Waits until there is something measured; all processes below the first. */
  private static List<ProcessHandle> measuring(GatlingRun run) {
    run.awaitOutput(" 2 of 61 s");
    List<ProcessHandle> below = run.descendants();
    assertThat(below).as("bundled server and probe, at least").hasSizeGreaterThan(1);
    return below;
  }

  private static void leavesAnAbortedRecordAndNoProcess(
      GatlingRun run, ProcessHandle gatling, List<ProcessHandle> below) {
    assertThat(GatlingRun.ended(gatling, SOON)).as(run.output()).isTrue();
    assertThat(below).allSatisfy(process -> assertThat(GatlingRun.ended(process, SOON)).isTrue());
    RunRecord record = run.record();
    assertThat(record.status()).isEqualTo(RunStatus.ABORTED);
    assertThat(record.reasons()).anySatisfy(reason -> assertThat(reason).contains("interrupted"));
    assertThat(record.totals().delivered()).isPositive();
    assertThat(record.window().measuredMs()).isBetween(1_000L, 59_000L);
    assertThat(run.folder().report()).isNotEmptyFile();
    assertThat(run.folder().simulationLog()).doesNotExist();
  }
}
