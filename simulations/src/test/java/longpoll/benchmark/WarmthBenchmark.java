package longpoll.benchmark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/**
 * {@link Part#WARMTH}: whether a run's first seconds are like its last, and its users like its
 * probes, with a rehearsal and without.
 */
@Tag("benchmark")
@Timeout(3600)
class WarmthBenchmark {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration WINDOW = Duration.ofSeconds(20);

  @TempDir Path results;

  /** In milliseconds: of users in the window's first seconds, in the rest and in all of it. */
  private record Lag(double first, double rest, double users, double probes) {
    Map<String, Double> figures() {
      return Map.of(
          "firstP50Ms", first,
          "restP50Ms", rest,
          "firstToRest", first / rest,
          "usersP50Ms", users,
          "probesP50Ms", probes,
          "usersToProbes", users / probes);
    }
  }

  @Test
  void fewUsersAndManyRehearsedAndCold() throws IOException {
    Rounds rounds = new Rounds(Part.WARMTH);
    for (int round = 0; round < Rounds.COUNT; round++) {
      for (int users : List.of(300, 5_000)) {
        for (boolean rehearsed : List.of(true, false)) {
          String row =
              String.format(Locale.ROOT, "%,d%s", users, rehearsed ? "" : ", without rehearsal");
          rounds.add("", row, lag(row + round, users, rehearsed).figures());
        }
      }
    }
    rounds.save();
  }

  private Lag lag(String name, int users, boolean rehearsed) throws IOException {
    GatlingRun.Builder settings = GatlingRun.in(results.resolve(name)).likeTheBuild();
    if (!rehearsed) {
      settings.set("rehearsal", "0s");
    }
    try (GatlingRun run =
        settings
            .onAnyMachine()
            .set("users", users)
            .set("ramp", users > 1_000 ? "5s" : "1s")
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
