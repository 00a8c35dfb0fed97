package longpoll.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramLogsTest {
  private static final HistogramLogs.Sink NOBODY_ELSE = (measure, phase, negative, values) -> {};

  @TempDir Path folder;

  private final HistogramBank bank = new HistogramBank();

  private static List<Histogram> read(Path log) throws IOException {
    List<Histogram> lines = new ArrayList<>();
    try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
      while (reader.hasNext()) {
        Histogram line = (Histogram) reader.nextIntervalHistogram();
        if (line != null) {
          lines.add(line);
        }
      }
    }
    return lines;
  }

  /** Adds up the lines whose start lies in a range of milliseconds, by tag. */
  private static Map<String, Histogram> sum(List<Histogram> lines, long from, long to) {
    Map<String, Histogram> sums = new TreeMap<>();
    for (Histogram line : lines) {
      if (line.getStartTimeStamp() >= from && line.getStartTimeStamp() < to) {
        sums.computeIfAbsent(line.getTag(), tag -> new Histogram(3)).add(line);
      }
    }
    return sums;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1000, 0", "0, 2000", "1500, 1500", "1, 1"})
  void theLinesThatStartInTheWindowAddUpToTheTotals(long rampMillis, long warmupMillis)
      throws IOException {
    SplittableRandom random = new SplittableRandom(rampMillis * 31 + warmupMillis);
    for (int round = 0; round < 6; round++) {
      long startMicros = 1_700_000_000_000_000L + random.nextLong(1_000_000_000);
      if (round == 0) {
        startMicros = 1_700_000_000_000_000L;
      }
      Timeline timeline =
          new Timeline(
              random.nextLong(),
              startMicros,
              Duration.ofMillis(rampMillis),
              Duration.ofMillis(warmupMillis),
              Duration.ofMillis(3_000),
              Duration.ofSeconds(1));
      Path latency = folder.resolve("latency.hlog");
      Path totals = folder.resolve("totals.hlog");
      Map<String, Histogram> window = new TreeMap<>();
      HistogramLogs logs = new HistogramLogs(Files.newOutputStream(latency), timeline);
      long end = rampMillis + warmupMillis + 4_000;
      long from = startMicros / 1_000;
      for (long to = from + 1_000; from < startMicros / 1_000 + end; from = to, to += 1_000) {
        record(random, window);
        logs.interval(bank, from, to, NOBODY_ELSE);
      }
      logs.close();
      logs.writeTotals(totals);

      long windowStart = (timeline.startMicros() / 1_000) + rampMillis + warmupMillis;
      Map<String, Histogram> added =
          sum(read(latency), windowStart, windowStart + timeline.measured().toMillis());
      Map<String, Histogram> written = sum(read(totals), Long.MIN_VALUE, Long.MAX_VALUE);
      assertThat(added).as("round %d, start %d us", round, startMicros).isEqualTo(window);
      assertThat(written).as("round %d", round).isEqualTo(window);
    }
  }

  /** Some values of any phase, as an event of any planned instant may come at any time. */
  private void record(SplittableRandom random, Map<String, Histogram> window) {
    for (int i = 0; i < 20; i++) {
      Phase phase = Phase.values()[random.nextInt(4)];
      Measure measure = random.nextBoolean() ? Measure.LAG : Measure.HOLD_DELIVERED;
      long value = random.nextLong(measure == Measure.LAG ? -1_000_000 : 0, 60_000_000_000L);
      bank.record(measure, phase, value);
      if (phase == Phase.WINDOW) {
        window
            .computeIfAbsent(
                value < 0 ? measure.negativeTag() : measure.tag(), tag -> new Histogram(3))
            .recordValue(Math.abs(value));
      }
    }
  }

  @Test
  void timesAreReadBackToTheMillisecond() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 100; round++) {
      long start = 1_700_000_000_000L + random.nextLong(100_000_000_000L);
      Timeline timeline =
          new Timeline(
              0, start * 1_000, Duration.ZERO, Duration.ZERO, Duration.ofHours(3), Duration.ZERO);
      Path latency = folder.resolve("latency.hlog");
      HistogramLogs logs = new HistogramLogs(Files.newOutputStream(latency), timeline);
      long from = start + random.nextLong(10_000_000);
      bank.record(Measure.LAG, Phase.WINDOW, 1);
      logs.interval(bank, from, from + 1_000, NOBODY_ELSE);
      logs.close();

      assertThat(read(latency).get(0).getStartTimeStamp()).isEqualTo(from);
    }
  }

  @Test
  void aRunWithoutValuesHasLogsWithoutLines() throws IOException {
    HistogramLogs logs =
        new HistogramLogs(Files.newOutputStream(folder.resolve("latency.hlog")), aSecond());
    logs.interval(bank, 0, 1_000, NOBODY_ELSE);
    logs.close();
    logs.writeTotals(folder.resolve("totals.hlog"));

    assertThat(read(folder.resolve("latency.hlog"))).isEmpty();
    assertThat(read(folder.resolve("totals.hlog"))).isEmpty();
    assertThat(logs.window()).containsOnlyKeys(Measure.values());
    assertThat(logs.window().values()).allMatch(SignedHistogram::isEmpty);
  }

  @Test
  void theLocaleDoesNotChangeTheLogs() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      HistogramLogs logs =
          new HistogramLogs(Files.newOutputStream(folder.resolve("latency.hlog")), aSecond());
      bank.record(Measure.LAG, Phase.WINDOW, 1_234_567);
      logs.interval(bank, 1_700_000_000_123L, 1_700_000_000_900L, NOBODY_ELSE);
      logs.close();
    } finally {
      Locale.setDefault(before);
    }
    assertThat(Files.readString(folder.resolve("latency.hlog")))
        .contains("#[BaseTime: 1700000000.000", "Tag=lag,0.123,0.777,");
  }

  @Test
  void aFullDiskIsNoticed() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "this system has no device that is always full");
    HistogramLogs logs = new HistogramLogs(Files.newOutputStream(full), aSecond());
    bank.record(Measure.LAG, Phase.WINDOW, 1);

    assertThatThrownBy(() -> logs.interval(bank, 0, 1_000, NOBODY_ELSE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("latency.hlog could not be written");
    assertThat(logs.window().get(Measure.LAG).count()).as("memory is whole").isEqualTo(1);
    assertThatThrownBy(() -> logs.writeTotals(full)).hasMessageContaining("totals.hlog");
  }

  @Test
  void aLineThatCannotBeWrittenCostsTheTotalsNothing() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new StackOverflowError();
          }
        };
    HistogramLogs logs = new HistogramLogs(broken, aSecond());
    SplittableRandom random = new SplittableRandom(1);
    Map<Measure, Long> also = new TreeMap<>();
    for (int i = 0; i < 50_000; i++) {
      // Lines longer than a buffer, so that the first is written while the next are to come.
      bank.record(Measure.HOLD_DELIVERED, Phase.WINDOW, random.nextLong(60_000_000_000L));
      bank.record(Measure.REARM, Phase.WINDOW, random.nextLong(60_000_000_000L));
    }

    assertThatThrownBy(
            () ->
                logs.interval(
                    bank,
                    0,
                    1_000,
                    (measure, phase, negative, values) ->
                        also.put(measure, values.getTotalCount())))
        .isNotNull();
    assertThat(logs.window().get(Measure.HOLD_DELIVERED).count()).isEqualTo(50_000);
    assertThat(logs.window().get(Measure.REARM).count()).isEqualTo(50_000);
    assertThat(also).containsOnlyKeys(Measure.HOLD_DELIVERED, Measure.REARM);
  }

  private static Timeline aSecond() {
    return new Timeline(
        0,
        1_700_000_000_123_456L,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofSeconds(1),
        Duration.ZERO);
  }
}
