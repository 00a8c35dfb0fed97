package longpoll.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import longpoll.gatling.GatlingRun;
import longpoll.record.RunRecord;
import longpoll.text.Numbers;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Part#WARMTH}: whether the first seconds of a window are like the others. */
@Tag("benchmark")
@Timeout(2400)
class WarmthBenchmark {
  private static final int[] USERS = {300, 5_000};
  private static final Duration FIRST = Duration.ofSeconds(5);

  @TempDir Path results;

  @Test
  void firstSecondsBesideTheRest() throws IOException {
    Rounds rounds = new Rounds(Part.WARMTH);
    for (int users : USERS) {
      for (int round = 0; round < Rounds.COUNT; round++) {
        rounds.add("", Numbers.count(users), measure(users, results.resolve(users + "-" + round)));
      }
    }
    rounds.save();
  }

  private static Map<String, Double> measure(int users, Path folder) throws IOException {
    try (GatlingRun run =
        GatlingRun.in(folder)
            .likeTheBuild()
            .set("users", users)
            .set("channels", 1)
            .set("schedule.kind", "fixed")
            .set("schedule.every", "500ms")
            .set("ramp", users < 1_000 ? "1s" : "5s")
            .set("warmup", "2s")
            .set("duration", "20s")
            .start()) {
      run.await();
      RunRecord record = run.record();
      Histogram first = new Histogram(3);
      Histogram rest = new Histogram(3);
      read(run.folder().latencyLog(), record.window(), first, rest);
      double probes = record.metrics().get("lag.probe").p50();
      double all = record.metrics().get("lag").p50();
      Map<String, Double> figures = new HashMap<>();
      figures.put("firstP50Ms", first.getValueAtPercentile(50) / 1e6);
      figures.put("restP50Ms", rest.getValueAtPercentile(50) / 1e6);
      figures.put(
          "firstToRest", (double) first.getValueAtPercentile(50) / rest.getValueAtPercentile(50));
      figures.put("usersP50Ms", all);
      figures.put("probesP50Ms", probes);
      figures.put("usersToProbes", all / probes);
      return figures;
    }
  }

  /** The seconds of the window, those that begin in its first five apart. */
  private static void read(Path log, RunRecord.Window window, Histogram first, Histogram rest)
      throws IOException {
    try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
      EncodableHistogram next;
      while ((next = reader.nextIntervalHistogram()) != null) {
        double second =
            (next.getStartTimeStamp() - window.warmupMs()) / 1e3 - reader.getStartTimeSec();
        // Half a second on each side: intervals begin a little late.
        if ("lag".equals(next.getTag())
            && second > -0.5
            && second < window.measuredMs() / 1e3 - 0.5) {
          (second < FIRST.toSeconds() - 0.5 ? first : rest).add((Histogram) next);
        }
      }
    }
  }
}
