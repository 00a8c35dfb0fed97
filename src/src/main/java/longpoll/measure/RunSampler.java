package longpoll.measure;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import longpoll.record.RunFolder;
import longpoll.record.SeriesCsv;
import longpoll.record.SeriesRow;

/**
 * Reads the books once a second: a row of {@code series.csv}, an interval of {@code latency.hlog},
 * and a {@link Progress} for whoever shows it. One thread of its own; begins with the first poll
 * and ends with {@link #close}.
 */
public final class RunSampler {
  private final RunBooks run;
  private final LoopLag loopLag;
  private final ServerWatch server;
  private final Consumer<Progress> progress;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "longpoll-sampler");
            thread.setDaemon(true);
            return thread;
          });

  private Timeline timeline;
  private HistogramLogs logs;
  private BufferedWriter series;
  private GcPauses gcPauses;
  private PollCounts.Snapshot last = PollCounts.Snapshot.ZERO;
  private long lastNanos;
  private double lastCpu;
  private ServerWatch.Reading lastServer;
  private double cpuAtWindowStart;
  private long nanosAtWindowStart;
  private Double cpuInWindow;
  private int second;
  private boolean closed;
  private IOException failure;

  /**
   * @param server null where the target tells nothing of itself
   * @param progress called once a second on the sampler's thread
   */
  public RunSampler(
      RunBooks run, LoopLag loopLag, ServerWatch server, Consumer<Progress> progress) {
    this.run = run;
    this.loopLag = loopLag;
    this.server = server;
    this.progress = progress;
  }

  /**
   * What a run looks like after one of its seconds.
   *
   * @param emptyRate of the window so far, null before it has answers
   * @param lagP99Millis of this second, null without deliveries
   */
  public record Progress(
      int second,
      Phase phase,
      long held,
      long eventsPerSecond,
      Double emptyRate,
      Double lagP99Millis,
      long failures) {}

  /** To be called once, when the first poll is sent. */
  public void begin(RunFolder folder) {
    timeline = run.begin();
    gcPauses = new GcPauses(nanos -> timeline.phaseAt(nanos) == Phase.WINDOW);
    try {
      logs = new HistogramLogs(folder.latencyLog(), timeline);
      series = Files.newBufferedWriter(folder.seriesCsv());
      series.write(SeriesCsv.header());
      series.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the run's files", e);
    }
    lastNanos = timeline.startNanos();
    lastCpu = ProcessUse.cpuSeconds();
    long sinceStart = run.clock().nanoTime() - timeline.startNanos();
    long aSecond = TimeUnit.SECONDS.toNanos(1);
    thread.scheduleAtFixedRate(this::tick, aSecond - sinceStart, aSecond, TimeUnit.NANOSECONDS);
    at(timeline.windowStartNanos(), this::windowBegins);
    at(timeline.windowEndNanos(), this::windowEnds);
  }

  /** Runs an action on the sampler's thread at an instant of the timeline. */
  public void at(long nanos, Runnable action) {
    thread.schedule(action, Math.max(0, nanos - run.clock().nanoTime()), TimeUnit.NANOSECONDS);
  }

  private synchronized void windowBegins() {
    run.held.windowBegins();
    cpuAtWindowStart = ProcessUse.cpuSeconds();
    nanosAtWindowStart = run.clock().nanoTime();
  }

  private synchronized void windowEnds() {
    double seconds = (run.clock().nanoTime() - nanosAtWindowStart) / 1e9;
    cpuInWindow = (ProcessUse.cpuSeconds() - cpuAtWindowStart) / seconds;
  }

  private synchronized void tick() {
    if (closed) {
      return;
    }
    if (server != null) {
      server.ask();
    }
    try {
      sample();
    } catch (IOException e) {
      // The numbers in memory are still good: say so at the end, and go on.
      failure = failure == null ? e : failure;
    }
  }

  private void sample() throws IOException {
    long nanos = run.clock().nanoTime();
    Map<Measure, SignedHistogram> interval = new EnumMap<>(Measure.class);
    interval.put(Measure.LAG, new SignedHistogram());
    interval.put(Measure.HOLD_DELIVERED, new SignedHistogram());
    logs.interval(
        run.bank,
        wallMillis(lastNanos),
        wallMillis(nanos),
        (measure, phase, negative, values) -> {
          SignedHistogram all = interval.get(measure);
          if (all != null && negative) {
            all.addBelowZero(values);
          } else if (all != null) {
            all.addFromZero(values);
          }
        });
    // The row is of the second that ends now, so its phase is that of the second's middle.
    Phase phase = timeline.phaseAt(lastNanos + (nanos - lastNanos) / 2);
    PollCounts.Snapshot now = run.total.snapshot();
    SignedHistogram lag = interval.get(Measure.LAG);
    SignedHistogram hold = interval.get(Measure.HOLD_DELIVERED);
    double seconds = (nanos - lastNanos) / 1e9;
    double cpu = ProcessUse.cpuSeconds();
    ServerWatch.Reading reading = server == null ? null : server.latest();
    boolean fresh = reading != null && reading != lastServer;
    long empty = now.empty() - last.empty();
    long delivered = now.delivered() - last.delivered();
    SeriesRow row =
        new SeriesRow(
            second,
            phase.word(),
            run.held.now(),
            fresh ? reading.stats().parked() : null,
            now.answered() - last.answered(),
            delivered,
            empty,
            now.gap() - last.gap(),
            now.failures() - last.failures(),
            now.events() - last.events(),
            empty + delivered == 0 ? null : (double) empty / (empty + delivered),
            percentile(lag, 50),
            percentile(lag, 99),
            percentile(lag, 100),
            percentile(hold, 50),
            percentile(hold, 99),
            (cpu - lastCpu) / seconds,
            fresh ? serverCpu(reading) : null,
            loopLag.worstMillisSinceLast());
    series.write(SeriesCsv.line(row));
    series.newLine();
    series.flush();
    PollCounts.Snapshot window = run.window.snapshot();
    progress.accept(
        new Progress(
            second + 1,
            phase,
            row.held(),
            Math.round(row.events() / seconds),
            window.emptyRate(),
            row.lagP99Ms(),
            now.failures()));
    last = now;
    lastNanos = nanos;
    lastCpu = cpu;
    if (fresh) {
      lastServer = reading;
    }
    second++;
  }

  /** Cores that the server kept busy between two readings, or null. */
  private Double serverCpu(ServerWatch.Reading reading) {
    if (lastServer == null || reading.stats().cpu() == null || lastServer.stats().cpu() == null) {
      return null;
    }
    double seconds = (reading.nanos() - lastServer.nanos()) / 1e9;
    return seconds <= 0 ? null : (reading.stats().cpu() - lastServer.stats().cpu()) / seconds;
  }

  private static Double percentile(SignedHistogram values, double percentile) {
    return values.isEmpty() ? null : values.valueAtPercentile(percentile) / 1e6;
  }

  private long wallMillis(long nanos) {
    return (timeline.startMicros() + (nanos - timeline.startNanos()) / 1_000) / 1_000;
  }

  /** Reads the books for the last time and closes the files. */
  public Sampled close(RunFolder folder) {
    thread.shutdownNow();
    synchronized (this) {
      if (timeline == null) {
        throw new IllegalStateException("no poll was sent: there is nothing to close");
      }
      if (!closed) {
        closed = true;
        try {
          sample();
          logs.close();
          series.close();
          RunFolder.writeAside(folder.totalsLog(), logs::writeTotals);
        } catch (IOException e) {
          failure = failure == null ? e : failure;
        }
        gcPauses.close();
      }
      return sampled();
    }
  }

  private Sampled sampled() {
    return new Sampled(
        logs.window(),
        cpuInWindow,
        ProcessUse.rssBytes(),
        gcPauses.longestMillis(),
        loopLag.p99Millis(),
        server == null ? List.of() : server.inWindow(timeline),
        failure);
  }

  /**
   * What only the sampler knows.
   *
   * @param injectorCpu cores busy in the window, null when the window did not end
   * @param writeFailure why some of the files are not whole, or null; what is in memory stands
   */
  public record Sampled(
      Map<Measure, SignedHistogram> window,
      Double injectorCpu,
      Long rssBytes,
      Double gcPauseMaxMillis,
      Double loopLagP99Millis,
      List<ServerWatch.Reading> serverReadings,
      IOException writeFailure) {}
}
