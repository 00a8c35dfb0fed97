package longpoll.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import longpoll.fake.FakeRun;
import longpoll.record.RunStatus;

/** A results folder full of made-up runs and their pages, to look at in a browser. */
final class FakeResults {
  private FakeResults() {}

  /**
   * @param arguments the folder to write
   */
  public static void main(String[] arguments) throws IOException {
    Path runs = Path.of(arguments[0], "runs");
    FakeRun plain = new FakeRun(1);
    ReportPage.write(plain.write(runs));
    FakeRun invalid = new FakeRun(2);
    invalid.startedAt = Instant.parse("2026-11-24T10:00:00Z");
    invalid.label = "overload";
    invalid.status = RunStatus.INVALID;
    invalid.lagMillis = 60;
    invalid.failed = new TreeMap<>(Map.of("closed", 41L, "http-503", 3L, "timeout", 7L));
    invalid.reasons =
        List.of(
            "injector queue added 181 ms to p99 (limit 10 ms): fewer users, or a second injector",
            "51 polls failed (objective: at most 0)");
    ReportPage.write(invalid.write(runs));
    FakeRun lone = new FakeRun(3);
    lone.startedAt = Instant.parse("2026-11-24T11:00:00Z");
    lone.label = "silent";
    lone.eventEverySeconds = 0;
    lone.users = 400;
    lone.reasons = List.of("mean held polls 94.1 % of users (objective: at least 95 %)");
    ReportPage.write(lone.write(runs));
    FakeRun soak = new FakeRun(4);
    soak.startedAt = Instant.parse("2026-11-24T12:00:00Z");
    soak.label = "soak";
    soak.users = 300;
    soak.seconds = 3600;
    soak.lagMillis = 1.2;
    ReportPage.write(soak.write(runs));
    FakeRun aborted = new FakeRun(5);
    aborted.startedAt = Instant.parse("2026-11-24T13:00:00Z");
    aborted.label = "";
    aborted.status = RunStatus.ABORTED;
    aborted.seconds = 1;
    aborted.tail = 0;
    aborted.users = 40;
    aborted.reasons = List.of("interrupted after 21 s of 82 s");
    ReportPage.write(aborted.write(runs));
    Path broken = Files.createDirectories(runs.resolve("steadysimulation-broken"));
    Files.writeString(broken.resolve("run.json"), "{\"schemaVersion\": 1, ");
    FakeRun base = new FakeRun(6);
    base.startedAt = Instant.parse("2026-11-20T08:00:00Z");
    base.label = "release 0.1";
    base.lagMillis = 2.4;
    ReportPage.write(base.write(Path.of(arguments[0], "baseline")));
    IndexPage.write(Path.of(arguments[0]));
  }
}
