package longpoll.benchmark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import longpoll.gatling.GatlingRun;
import longpoll.histogram.Measure;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whether a run's first seconds are like its last, and its users like its probes: p50 of the
 * delivery lag on the bundled server, with one channel and an event every 500 ms.
 */
@Tag("benchmark")
@Timeout(1800)
class WarmthBenchmark {
  private static final int RUNS = 5;
  private static final int RUNS_BESIDE_PROBES = 10;
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration WINDOW = Duration.ofSeconds(20);

  @TempDir private Path results;

  /**
   * In milliseconds.
   *
   * @param first of users in the window's first seconds
   * @param rest of users in the rest of it
   * @param users of users in all of it
   */
  private record Lag(double first, double rest, double users, double probes) {
    double change() {
      return first / rest - 1;
    }

    /** Within 1 ms or 10 %. */
    boolean likeProbes() {
      return Math.abs(users - probes) <= Math.max(1, probes / 10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"300 5s", "300 0s", "5000 5s", "5000 0s"})
  void theFirstSecondsBesideTheRest(String load) throws IOException {
    String[] usersAndRehearsal = load.split(" ");
    for (int run = 1; run <= RUNS; run++) {
      Lag lag = lag(load + run, usersAndRehearsal[0], usersAndRehearsal[1]);
      System.out.printf(
          Locale.ROOT,
          "%s users, rehearsal %s, run %d: first %d s %.2f ms, rest %.2f ms, %+.0f %%%n",
          usersAndRehearsal[0],
          usersAndRehearsal[1],
          run,
          FIRST.toSeconds(),
          lag.first,
          lag.rest,
          100 * lag.change());
    }
  }

  @Test
  void usersBesideProbes() throws IOException {
    int alike = 0;
    for (int run = 1; run <= RUNS_BESIDE_PROBES; run++) {
      Lag lag = lag("probes" + run, "300", "5s");
      alike += lag.likeProbes() ? 1 : 0;
      System.out.printf(
          Locale.ROOT,
          "300 users, run %d: users %.2f ms, probes %.2f ms, difference %+.2f ms%n",
          run,
          lag.users,
          lag.probes,
          lag.users - lag.probes);
    }
    System.out.printf(
        Locale.ROOT, "users like probes in %d of %d runs%n", alike, RUNS_BESIDE_PROBES);
  }

  private Lag lag(String name, String users, String rehearsal) throws IOException {
    try (GatlingRun run =
        GatlingRun.in(results.resolve(name))
            .likeTheBuild()
            .onAnyMachine()
            .set("users", users)
            .set("rehearsal", rehearsal)
            .set("ramp", Integer.parseInt(users) > 1_000 ? "5s" : "1s")
            .set("warmup", "2s")
            .set("duration", WINDOW.toSeconds() + "s")
            .set("channels", 1)
            .set("schedule.kind", "fixed")
            .set("schedule.every", "500ms")
            .start()) {
      run.await();
      RunRecord record = run.record();
      Histogram first = new Histogram(3);
      Histogram rest = new Histogram(3);
      split(run.folder(), first, rest);
      assertTrue(first.getTotalCount() > 0 && rest.getTotalCount() > 0, run.output());
      return new Lag(
          millis(first),
          millis(rest),
          record.metrics().get(Measure.LAG.tag()).p50(),
          record.metrics().get(Measure.LAG_PROBE.tag()).p50());
    }
  }

  /** The users' lag of the window, by the second whose end the sampler wrote. */
  private static void split(RunFolder folder, Histogram first, Histogram rest) throws IOException {
    long windowStart = Long.MAX_VALUE;
    try (HistogramLogReader totals = new HistogramLogReader(folder.totalsLog().toFile())) {
      windowStart = totals.nextIntervalHistogram().getStartTimeStamp();
    }
    try (HistogramLogReader log = new HistogramLogReader(folder.latencyLog().toFile())) {
      EncodableHistogram next;
      while ((next = log.nextIntervalHistogram()) != null) {
        long since = next.getStartTimeStamp() - windowStart;
        if (Measure.LAG.tag().equals(next.getTag()) && since >= 0) {
          // Lines begin with the run's seconds, give or take some milliseconds.
          (since < FIRST.toMillis() - 500 ? first : rest).add((Histogram) next);
        }
      }
    }
  }

  private static double millis(Histogram lag) {
    return lag.getValueAtPercentile(50) / 1e6;
  }
}
