package longpoll.polling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.gatling.GatlingRun;
import longpoll.record.RunRecord;
import longpoll.record.RunStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Makes the figures of {@code docs/polling.md} again, one run after the other. */
@Tag("polling")
@Timeout(1_800)
class PollingTableTest {
  private static final Path PAGE = Path.of("..", "docs", "polling.md");
  private static final int USERS = 500;
  private static final int CHANNELS = 250;

  /** A window as long as the hold limit has as many 204s as any other. */
  private static final Duration WINDOW_OF_RARE = Mode.HOLD;

  private static final Duration WINDOW_OF_FREQUENT = Duration.ofSeconds(20);

  /** Mean distance of a user's events, in seconds. */
  private static final double[] DISTANCES = {60, 10, 1, 0.1};

  private static final List<Mode> MODES =
      List.of(Mode.LONG_POLLING, new Mode(1), new Mode(5), new Mode(30));

  @TempDir Path results;

  @Test
  void longPollingBesidePollingAtFourRates() throws IOException {
    List<PollingFigures> all = new ArrayList<>();
    RunRecord last = null;
    for (double every : DISTANCES) {
      for (Mode mode : MODES) {
        last = run(mode, every);
        PollingFigures figures = PollingFigures.of(mode, every, USERS, last);
        System.out.println(PollingPage.rate(every) + ", " + mode.words() + ": " + figures);
        all.add(figures);
      }
    }
    String generated = new PollingPage(all).text(circumstances(last));
    Files.writeString(Path.of("target", "polling.md"), generated);
    Files.writeString(PAGE, PollingPage.into(Files.readString(PAGE), generated));
    System.out.println(generated);
  }

  private RunRecord run(Mode mode, double everySeconds) {
    GatlingRun.Builder builder =
        GatlingRun.in(results.resolve(mode.period() + "-" + everySeconds))
            .likeTheBuild()
            .limit(Duration.ofMinutes(4))
            .set("users", USERS)
            .set("channels", CHANNELS)
            .set("schedule.kind", "poisson")
            .set("schedule.every", Math.round(everySeconds * 1e3) + "ms")
            .set(
                "duration",
                (Mode.isRare(everySeconds) ? WINDOW_OF_RARE : WINDOW_OF_FREQUENT).toSeconds() + "s")
            .set("tail", "1s")
            // They would be a load of their own, and the server's CPU is measured.
            .set("probes", 0)
            .set("report.gatling-rows", false)
            // Who asks every 30 s must find all that came since.
            .set("server.options", "--keep-events 250000 --keep-bytes 128MiB");
    try (GatlingRun run = mode.on(builder, everySeconds).start()) {
      run.await();
      RunRecord record = run.record();
      assertThat(record.status()).as(run.output()).isEqualTo(RunStatus.COMPLETE);
      return record;
    }
  }

  private static String circumstances(RunRecord run) {
    RunRecord.Environment at = run.environment();
    return String.format(
        Locale.ROOT,
        "Made on %s at commit %s, on %d cores (%s) that injector and server share: %d users on %d"
            + " channels, events of %s, windows of %d s (%d s where events are frequent), long polls"
            + " held for %d s.",
        LocalDate.now(ZoneOffset.UTC),
        at.commit() == null
            ? "unknown"
            : at.commit().substring(0, Math.min(10, at.commit().length())),
        at.cores(),
        at.cpu(),
        USERS,
        CHANNELS,
        run.settings().get("payload"),
        WINDOW_OF_RARE.toSeconds(),
        WINDOW_OF_FREQUENT.toSeconds(),
        Mode.HOLD.toSeconds());
  }
}
