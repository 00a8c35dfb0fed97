package longpoll.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.gatling.GatlingRun;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each case is a run of its own; the tables go to {@code target/calibration.md}. */
@Tag("calibration")
@Timeout(600)
class CalibrationTest {
  private static final List<String> EMPTY_RATES = new ArrayList<>();
  private static final List<String> DELAYS = new ArrayList<>();

  @TempDir Path results;

  /** The last column is the closed form of a long run: floor(P/H) empties an event, or exp(-rH). */
  @ParameterizedTest(name = "{0} every {1}, hold {2}, {3} users on {4} channels")
  @CsvSource({
    "fixed,   5s, 2s,  500,   10,  40, 0.6667",
    "fixed,   5s, 3s,  500,   10,  40, 0.5",
    "fixed,   5s, 4s,  500,   10,  40, 0.5",
    "fixed,   5s, 7s,  500,   10,  40, 0",
    "poisson, 5s, 2s,  500,  100,  60, 0.6703",
    "poisson, 5s, 10s, 500,  100,  60, 0.1353",
    "poisson, 5s, 4s,  1000,  50, 180, ",
    "poisson, 5s, 4s,  300,  300, 180, 0.4493",
  })
  void theEmptyRateIsAsPredictedFromThePlan(
      String schedule,
      String every,
      String hold,
      int users,
      int channels,
      int seconds,
      Double closedForm) {
    RunRecord record =
        run(
            GatlingRun.in(results)
                .set("schedule.kind", schedule)
                .set("schedule.every", every)
                .set("hold", hold)
                .set("users", users)
                .set("channels", channels)
                .set("duration", seconds + "s"));

    double measured = record.polls().emptyRate();
    double predicted = record.polls().emptyRatePredicted();
    EMPTY_RATES.add(
        row(
            schedule + " " + every,
            hold,
            "" + users,
            "" + channels,
            seconds + " s",
            String.format(Locale.ROOT, "%.4f", predicted),
            String.format(Locale.ROOT, "%.4f", measured),
            String.format(Locale.ROOT, "%+.4f", measured - predicted),
            closedForm == null ? "" : String.format(Locale.ROOT, "%.4f", closedForm)));
    assertThat(measured).isCloseTo(predicted, within(0.01));
    if (channels == 300) {
      assertThat(measured).isCloseTo(closedForm, within(0.02));
    }
  }

  @ParameterizedTest(name = "published {0} ms late")
  @CsvSource({"0", "20", "50", "250", "1000"})
  void aKnownDelayOfTheServerIsMeasuredAsLag(int delayMillis) {
    RunRecord record =
        run(
            GatlingRun.in(results)
                .set("users", 100)
                .set("channels", 10)
                .set("schedule.kind", "fixed")
                .set("schedule.every", "1s")
                .set("hold", "5s")
                .set("duration", "20s")
                // The delay is meant: it is no reason to doubt the run.
                .set("validity.publish-slip.max", "1m")
                .set("server.options", "--publish-delay " + delayMillis + "ms"));

    MetricSummary lag = record.metrics().get("lag");
    DELAYS.add(
        row(
            delayMillis + " ms",
            "" + lag.count(),
            millis(lag.p50()),
            millis(lag.p90()),
            millis(lag.p99()),
            String.format(Locale.ROOT, "%+.2f", lag.p50() - delayMillis)));
    assertThat(lag.p50()).isCloseTo(delayMillis, within(3.0));
  }

  @AfterAll
  static void writeTables() throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("### Empty rate\n\n");
    table(
        page,
        EMPTY_RATES,
        "Schedule",
        "Hold",
        "Users",
        "Channels",
        "Window",
        "Predicted",
        "Measured",
        "Difference",
        "Closed form");
    page.append("\n### Delivery lag under a known delay, ms\n\n");
    table(page, DELAYS, "Injected", "Deliveries", "p50", "p90", "p99", "p50 - injected");
    Path file = Path.of("target", "calibration.md");
    Files.writeString(file, page);
    System.out.println(page);
    System.out.println("written to " + file.toAbsolutePath());
  }

  private RunRecord run(GatlingRun.Builder builder) {
    try (GatlingRun run =
        builder.set("ramp", "2s").set("warmup", "10s").limit(Duration.ofMinutes(5)).start()) {
      run.await();
      assertThat(run.exitCode()).as(run.output()).isZero();
      return run.record();
    }
  }

  private static void table(StringBuilder page, List<String> rows, String... titles) {
    page.append(row(titles)).append('\n');
    page.append("|---".repeat(titles.length)).append("|\n");
    rows.forEach(line -> page.append(line).append('\n'));
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
