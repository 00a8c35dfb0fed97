package longpoll.fake;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.record.MetricSummary;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.record.RunStatus;
import longpoll.record.SampleRecords;
import longpoll.record.SeriesCsv;
import longpoll.record.SeriesRow;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * A made-up run that looks like a real one: users wait on Poisson channels with a hold limit, and
 * lag has a long tail. The same seed gives the same files. Change the fields, then {@link #write}.
 */
public final class FakeRun {
  public String simulation = "longpoll.simulations.SteadySimulation";
  public String label = "main";

  /** Null for a run without a definition. */
  public RunRecord.Api api;

  /** Null for a run of one injector. */
  public RunRecord.Shards shards;

  /** Beside the usual settings, or in their place. */
  public Map<String, Object> settings = Map.of();

  /** Null for that of the sample. */
  public String commit;

  public RunStatus status = RunStatus.COMPLETE;
  public List<String> reasons = List.of();
  public Map<String, Long> failed = Map.of();

  /** Null for a record of before these were kept. */
  public List<RunRecord.Objective> objectives;

  /** Null for a record of before these were measured. */
  public List<RunRecord.Failure> failureHolds;

  public Instant startedAt = Instant.parse("2026-11-24T09:00:00Z");
  public int users = 5000;
  public int ramp = 10;
  public int warmup = 10;
  public int seconds = 60;
  public int tail = 2;
  public double holdSeconds = 10;
  public double eventEverySeconds = 10;
  public double lagMillis = 3;
  public boolean probes = true;

  /** A foreign target whose clock cannot be compared has none. */
  public boolean lag = true;

  private final Random random;
  private final Map<Measure, SignedHistogram> totals = new EnumMap<>(Measure.class);
  private final List<SeriesRow> rows = new ArrayList<>();
  private long delivered;
  private long empty;
  private long deliveredInAll;
  private long emptyInAll;

  public FakeRun(long seed) {
    random = new Random(seed);
  }

  /** Writes run.json, totals.hlog and series.csv into a new folder of this run. */
  public RunFolder write(Path runs) throws IOException {
    String id =
        simulation.substring(simulation.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)
            + "-"
            + startedAt.toEpochMilli();
    RunFolder folder = new RunFolder(Files.createDirectories(runs.resolve(id)));
    live();
    RunRecords.write(record(id), folder.runJson());
    writeTotals(folder.totalsLog());
    List<String> lines = new ArrayList<>(List.of(SeriesCsv.header()));
    rows.forEach(row -> lines.add(SeriesCsv.line(row)));
    Files.write(folder.seriesCsv(), lines);
    return folder;
  }

  private void live() {
    int all = ramp + warmup + seconds + tail;
    double deliveredShare =
        eventEverySeconds == 0 ? 0 : 1 - StrictMath.exp(-holdSeconds / eventEverySeconds);
    double meanHold = eventEverySeconds == 0 ? holdSeconds : eventEverySeconds * deliveredShare;
    for (int second = 0; second < all; second++) {
      String phase =
          second < ramp
              ? "ramp"
              : second < ramp + warmup
                  ? "warmup"
                  : second < ramp + warmup + seconds ? "window" : "tail";
      long held = ramp == 0 ? users : Math.min(users, (long) users * (second + 1) / ramp);
      long polls = Math.round(held / meanHold * (1 + 0.06 * random.nextGaussian()));
      long now = Math.round(polls * Math.min(1, Math.max(0, deliveredShare + noise(0.02))));
      if (deliveredShare == 0) {
        now = 0;
      }
      long none = polls - now;
      deliveredInAll += now;
      emptyInAll += none;
      double[] lags = new double[(int) now];
      double[] holds = new double[(int) now];
      boolean counts = phase.equals("window");
      if (counts) {
        delivered += now;
        empty += none;
      }
      for (int i = 0; i < now; i++) {
        long nanos = lagNanos();
        long heldNanos = (long) (holdSeconds * 1e9 * StrictMath.pow(random.nextDouble(), 1.3));
        lags[i] = nanos / 1e6;
        holds[i] = heldNanos / 1e6;
        if (counts) {
          delivery(nanos, heldNanos);
        }
      }
      for (long i = 0; counts && i < none; i++) {
        long late = (long) (400_000 + 900_000 * Math.abs(random.nextGaussian()));
        of(Measure.LATENESS).record(late);
        of(Measure.HOLD_EMPTY).record((long) (holdSeconds * 1e9) + late);
      }
      Arrays.sort(lags);
      Arrays.sort(holds);
      rows.add(
          new SeriesRow(
              second,
              phase,
              Math.max(0, held - random.nextInt(1 + users / 250)),
              Math.max(0, held - random.nextInt(1 + users / 250)),
              polls,
              now,
              none,
              0,
              0,
              now + now / 20,
              polls == 0 ? null : (double) none / polls,
              lag ? at(lags, 0.5) : null,
              lag ? at(lags, 0.99) : null,
              lag ? at(lags, 1) : null,
              at(holds, 0.5),
              at(holds, 0.99),
              0.35 + 0.25 * held / users + 0.05 * Math.abs(random.nextGaussian()),
              0.15 + 0.1 * held / users + 0.03 * Math.abs(random.nextGaussian()),
              1 + 3 * random.nextDouble()));
    }
  }

  private void delivery(long lagNanos, long holdNanos) {
    boolean replayed = random.nextInt(100) < 2;
    if (lag) {
      of(Measure.LAG).record(replayed ? lagNanos * 2 : lagNanos);
      of(replayed ? Measure.LAG_REPLAYED : Measure.LAG_PARKED)
          .record(replayed ? lagNanos * 2 : lagNanos);
    }
    of(Measure.HOLD_DELIVERED).record(holdNanos);
    if (lag && probes && random.nextInt(20) == 0) {
      of(Measure.LAG_PROBE).record((long) (lagNanos * 0.8));
    }
    of(Measure.REARM).record((long) (300_000 * (1 + random.nextDouble())));
  }

  private long lagNanos() {
    double millis = lagMillis * StrictMath.exp(0.55 * random.nextGaussian());
    if (random.nextInt(200) == 0) {
      millis += lagMillis * 8 * random.nextDouble();
    }
    return (long) (millis * 1e6) - 20_000;
  }

  private static Double at(double[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted.length == 0 ? null : (Double) sorted[Math.max(0, rank - 1)];
  }

  private double noise(double size) {
    return size * random.nextGaussian();
  }

  private SignedHistogram of(Measure measure) {
    return totals.computeIfAbsent(measure, absent -> new SignedHistogram());
  }

  private RunRecord record(String id) {
    RunRecord model = SampleRecords.full();
    Map<String, MetricSummary> metrics = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      SignedHistogram values = totals.get(measure);
      metrics.put(measure.tag(), values == null ? MetricSummary.NONE : values.summary());
    }
    long failures = failed.values().stream().mapToLong(Long::longValue).sum();
    long polls = delivered + empty + failures;
    double predicted =
        eventEverySeconds == 0 ? 1 : StrictMath.exp(-holdSeconds / eventEverySeconds);
    long expected = delivered + delivered / 20;
    Double rate = delivered + empty == 0 ? null : (double) empty / (delivered + empty);
    return new RunRecord(
        RunRecord.SCHEMA_VERSION,
        id,
        label,
        status,
        reasons,
        startedAt.toString(),
        (ramp + warmup + seconds + tail) * 1000L + 412,
        simulation,
        settings(),
        new RunRecord.Window((ramp + warmup) * 1000L, seconds * 1000L),
        model.target(),
        environment(model.environment()),
        new RunRecord.Totals(
            deliveredInAll + emptyInAll + failures + users,
            deliveredInAll,
            emptyInAll,
            0,
            failed,
            users),
        new RunRecord.Polls(
            polls,
            delivered,
            empty,
            0,
            failed,
            (double) polls / seconds,
            rate,
            predicted,
            0L,
            null,
            Map.of()),
        new RunRecord.Held(
            (double) users, users * 0.9987, (long) users, users * 0.9985, (long) users),
        new RunRecord.Events(
            "broadcast",
            eventEverySeconds == 0 ? 0L : Math.round(50 * seconds / eventEverySeconds),
            expected,
            expected,
            0L,
            0L,
            0L,
            0L,
            (double) expected / seconds,
            delivered == 0 ? null : (double) expected / delivered),
        metrics,
        model.health(),
        probes ? model.probes() : null,
        objectives,
        failureHolds,
        null,
        null,
        api,
        null,
        shards);
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("users", users);
    settings.put("ramp", ramp + "s");
    settings.put("warmup", warmup + "s");
    settings.put("duration", seconds + "s");
    settings.put("hold", Math.round(holdSeconds) + "s");
    settings.put("channels", 50);
    settings.put("payload", "128B");
    settings.put("rearm", "immediate");
    settings.put("schedule.kind", eventEverySeconds == 0 ? "none" : "poisson");
    settings.put("schedule.every", Math.round(eventEverySeconds) + "s");
    settings.put("schedule.seed", 1);
    settings.put("label", label);
    settings.put("target", "");
    settings.put(
        "server.jvm-args",
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms64m", "-Xmn24m", "-Xmx1g"));
    settings.putAll(this.settings);
    return settings;
  }

  private RunRecord.Environment environment(RunRecord.Environment of) {
    return new RunRecord.Environment(
        of.cpu(),
        of.cores(),
        of.memoryBytes(),
        of.os(),
        of.kernel(),
        of.jdk(),
        of.jvmArgs(),
        of.gatling(),
        of.harness(),
        commit == null ? of.commit() : commit,
        of.dirty(),
        of.ci(),
        of.fingerprint());
  }

  private void writeTotals(Path log) throws IOException {
    writeTotals(log, totals);
  }

  public static void writeTotals(Path log, Map<Measure, SignedHistogram> totals)
      throws IOException {
    try (PrintStream out = new PrintStream(log.toFile(), StandardCharsets.UTF_8)) {
      HistogramLogWriter writer = new HistogramLogWriter(out);
      writer.outputComment("[made up for a test]");
      writer.outputLogFormatVersion();
      writer.outputStartTime(0);
      writer.outputLegend();
      for (Map.Entry<Measure, SignedHistogram> entry : totals.entrySet()) {
        line(writer, entry.getKey().tag(), entry.getValue().fromZero());
        if (entry.getKey().negativeTag() != null) {
          line(writer, entry.getKey().negativeTag(), entry.getValue().belowZero());
        }
      }
    }
  }

  private static void line(HistogramLogWriter writer, String tag, Histogram values) {
    if (values.getTotalCount() > 0) {
      values.setTag(tag);
      writer.outputIntervalHistogram(0, 60, values, 1e6);
    }
  }
}
