package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import longpoll.record.RunRecord;

/** Runs against a {@link MisbehavingServer}: a warm-up of 1.5 s, then a window of 3 s. */
final class BadRuns {
  private BadRuns() {}

  static GatlingRun.Builder against(MisbehavingServer server, Path results, int users) {
    return against(server.poll(), results, users);
  }

  static GatlingRun.Builder against(URI poll, Path results, int users) {
    return GatlingRun.in(results)
        .set("target", poll)
        .set("users", users)
        .set("ramp", "0s")
        .set("warmup", "1500ms")
        .set("duration", "3s")
        .set("tail", "2s")
        .set("hold", "2s")
        // The server counts what users do, and cannot tell a probe from one.
        .set("probes", 0)
        // Users who back off connect anew now and then.
        .set("validity.reconnects.max", 1)
        .onAnyMachine();
  }

  /** Waits for the run and checks what holds for every run; its record. */
  static RunRecord ended(GatlingRun run, int exitCode) {
    run.await();
    assertThat(run.exitCode()).as(run.output()).isEqualTo(exitCode);
    RunRecord record = run.record();
    RunRecord.Totals totals = record.totals();
    long failed = totals.failed().values().stream().mapToLong(Long::longValue).sum();
    assertThat(totals.started())
        .isEqualTo(totals.delivered() + totals.empty() + totals.gap() + failed + totals.cut());
    assertThat(record.failures())
        .allSatisfy(
            failure -> assertThat(failure.count()).isEqualTo(totals.failed().get(failure.kind())))
        .hasSameSizeAs(totals.failed().keySet());
    // Planned are 6.5 s at most, patience with polls that are still held then, and the closing: far
    // less
    // than this even on a busy machine, and only a run that hangs takes longer.
    assertThat(record.durationMs()).isLessThan(60_000);
    return record;
  }
}
