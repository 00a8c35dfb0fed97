package longpoll.measure;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.host.GcPauses;
import longpoll.host.LoopLag;
import longpoll.host.ProcessUse;
import longpoll.host.TimeWait;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.SeriesRow;
import org.HdrHistogram.Histogram;

/**
 * Reads the ledger once a second: a row of {@code series.csv}, an interval of {@code latency.hlog},
 * and a {@link Progress} for whoever shows it. One thread of its own; begins with the first poll
 * and ends with {@link #close}. Thread-safe.
 */
public final class RunSampler {
  private final RunLedger run;
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

  private final TimeWait timeWait = new TimeWait();
  private final Map<Measure, SignedHistogram> beforeWindow = new EnumMap<>(Measure.class);

  private Timeline timeline;
  private HistogramLogs logs;
  private SeriesLog series;
  private GcPauses gcPauses;
  private long lastNanos;
  private int secondsBegun;
  private double cpuAtWindowStart;
  private long nanosAtWindowStart;
  private Double cpuInWindow;
  private Long rssAtStart;
  private Double bytesPerHeldPoll;
  private Long timeWaitMax;
  private Sampled sampled;
  private IOException failure;

  /**
   * @param server null where the target tells nothing of itself
   * @param progress called once a second on the sampler's thread
   */
  public RunSampler(
      RunLedger run, LoopLag loopLag, ServerWatch server, Consumer<Progress> progress) {
    this.run = run;
    this.loopLag = loopLag;
    this.server = server;
    this.progress = progress;
    for (Measure measure : List.of(Measure.LATENESS, Measure.REARM, Measure.LAG_PARKED)) {
      beforeWindow.put(measure, new SignedHistogram());
    }
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
    open(folder);
    rssAtStart = ProcessUse.rssBytes();
    long sinceStart = run.clock().nanoTime() - timeline.startNanos();
    long aSecond = TimeUnit.SECONDS.toNanos(1);
    thread.scheduleAtFixedRate(this::tick, aSecond - sinceStart, aSecond, TimeUnit.NANOSECONDS);
    at(timeline.windowStartNanos(), this::windowBegins);
    long untilWindow = timeline.windowStartNanos() - run.clock().nanoTime();
    thread.scheduleAtFixedRate(
        this::secondBegins, untilWindow + aSecond, aSecond, TimeUnit.NANOSECONDS);
    at(timeline.windowEndNanos(), this::windowEnds);
  }

  /**
   * Begins without the clockwork: whoever calls this calls {@link #tick} as well. Where a file
   * cannot be opened, what it would hold is kept in memory all the same.
   */
  public synchronized void open(RunFolder folder) {
    Timeline begun = run.begin();
    OutputStream latency = OutputStream.nullOutputStream();
    Writer seconds = Writer.nullWriter();
    try {
      latency = Files.newOutputStream(folder.latencyLog());
      seconds = Files.newBufferedWriter(folder.seriesCsv());
    } catch (IOException e) {
      noteFailure(e);
    }
    logs = new HistogramLogs(latency, begun);
    series = new SeriesLog(seconds, run, loopLag);
    attempt(series::writeHeader);
    gcPauses = new GcPauses(() -> begun.phaseAt(run.clock().nanoTime()) == Phase.WINDOW);
    lastNanos = begun.startNanos();
    timeline = begun;
  }

  /** Runs an action on the sampler's thread at an instant of the timeline. */
  public void at(long nanos, Runnable action) {
    thread.schedule(action, Math.max(0, nanos - run.clock().nanoTime()), TimeUnit.NANOSECONDS);
  }

  private void secondBegins() {
    int second = timeline.secondOfWindow(run.clock().nanoTime());
    // A thread that is late by more than a second has seconds to make up for.
    for (; secondsBegun <= second; secondsBegun++) {
      run.held.secondBegins(secondsBegun);
    }
  }

  synchronized void windowBegins() {
    run.held.secondBegins(0);
    secondsBegun = Math.max(secondsBegun, 1);
    cpuAtWindowStart = ProcessUse.cpuSeconds();
    nanosAtWindowStart = run.clock().nanoTime();
  }

  synchronized void windowEnds() {
    double seconds = (run.clock().nanoTime() - nanosAtWindowStart) / 1e9;
    cpuInWindow = ProcessUse.coresBusy(ProcessUse.cpuSeconds() - cpuAtWindowStart, seconds);
    bytesPerHeldPoll =
        bytesPerPoll(rssAtStart, ProcessUse.rssBytes(), run.held.mostBySecond().max(0));
  }

  /**
   * The most polls of the window count: at its end an event may just have answered nearly all, and
   * the memory is still theirs.
   */
  static Double bytesPerPoll(Long before, Long after, long mostHeld) {
    boolean gained = before != null && after != null && after >= before && mostHeld > 0;
    return gained ? (Double) ((double) (after - before) / mostHeld) : null;
  }

  /**
   * Closes a second. Never throws: the next second must come. What is in memory is good whatever
   * happens to the files, so trouble is told at the end.
   */
  public synchronized void tick() {
    if (sampled != null) {
      return;
    }
    attempt(this::writeRow);
    if (server != null) {
      attempt(() -> server.ask(timeline));
    }
    attempt(this::sample);
  }

  /** An error of the JVM as well: a scheduled task that throws is never run again. */
  private void attempt(ErrorCollector.Work step) {
    try {
      step.run();
    } catch (IOException e) {
      noteFailure(e);
    } catch (Throwable e) {
      noteFailure(new IOException("the sampler failed: " + e, e));
    }
  }

  private void noteFailure(IOException e) {
    failure = failure == null ? e : failure;
  }

  private void sample() throws IOException {
    long from = lastNanos;
    long nanos = run.clock().nanoTime();
    lastNanos = nanos;
    Map<Measure, SignedHistogram> interval = new EnumMap<>(Measure.class);
    interval.put(Measure.LAG, new SignedHistogram());
    interval.put(Measure.HOLD_DELIVERED, new SignedHistogram());
    attempt(
        () ->
            logs.interval(
                run.bank,
                timeline.microsAt(from) / 1_000,
                timeline.microsAt(nanos) / 1_000,
                (measure, phase, negative, values) -> {
                  add(values, negative, interval.get(measure));
                  if (phase == Phase.RAMP || phase == Phase.WARMUP) {
                    add(values, negative, beforeWindow.get(measure));
                  }
                }));
    // The second that ends now has the phase of its middle.
    Phase phase = timeline.phaseAt(from + (nanos - from) / 2);
    Long closing = phase == Phase.WINDOW ? timeWait.onThisMachine() : null;
    if (closing != null) {
      timeWaitMax = timeWaitMax == null ? closing : Math.max(closing, timeWaitMax);
    }
    SeriesRow row =
        series.secondEnds(
            phase, nanos - from, interval.get(Measure.LAG), interval.get(Measure.HOLD_DELIVERED));
    progress.accept(
        new Progress(
            row.second() + 1,
            phase,
            row.held(),
            nanos == from ? 0 : Math.round(row.events() * 1e9 / (nanos - from)),
            run.window.snapshot().emptyRate(),
            row.lagP99Ms(),
            run.total.snapshot().failures()));
  }

  private static void add(Histogram values, boolean negative, SignedHistogram all) {
    if (all != null && negative) {
      all.addBelowZero(values);
    } else if (all != null) {
      all.addFromZero(values);
    }
  }

  private void writeRow() throws IOException {
    series.write(server == null ? null : server.latest());
  }

  /**
   * Reads the ledger for the last time and closes the files; later calls return the same.
   *
   * @param errors where a reading that fails is told
   */
  public Sampled close(RunFolder folder, ErrorCollector errors) {
    thread.shutdownNow();
    synchronized (this) {
      if (timeline == null) {
        throw new IllegalStateException("no poll was sent: there is nothing to close");
      }
      if (sampled == null) {
        // Each step by itself: the totals stand even where the series could not be written.
        attempt(this::writeRow);
        attempt(this::sample);
        attempt(this::writeRow);
        attempt(logs::close);
        attempt(series::close);
        attempt(() -> RunFolder.writeAside(folder.totalsLog(), logs::writeTotals));
        errors.run("the listener for collections", gcPauses::close);
        sampled = sampled(errors);
      }
      return sampled;
    }
  }

  private Sampled sampled(ErrorCollector errors) {
    boolean windowBegan = run.clock().nanoTime() - timeline.windowStartNanos() >= 0;
    return new Sampled(
        logs.window(),
        beforeWindow,
        cpuInWindow,
        errors.get("health.injector.rssBytes", null, ProcessUse::rssBytes),
        errors.get(
            "health.injector.gcPauseMaxMs",
            null,
            () -> windowBegan ? (Double) gcPauses.longestMillis() : null),
        errors.get("health.injector.loopLagP99Ms", null, loopLag::p99Millis),
        timeWaitMax,
        bytesPerHeldPoll,
        errors.get(
            "the server's readings",
            ServerWatch.InWindow.NONE,
            () -> server == null ? ServerWatch.InWindow.NONE : server.inWindow()),
        series.rows(),
        failure);
  }

  /**
   * What only the sampler knows.
   *
   * @param window each measure's values that belong to the window
   * @param beforeWindow those of lateness, re-arm gap and parked lag before the window: a user that
   *     was late then may be late in it
   * @param injectorCpu cores busy in the window, null when the window did not end
   * @param timeWaitMax the most sockets in TIME_WAIT on this machine in the window, or null
   * @param bytesPerHeldPoll resident memory gained up to the end of the window, by the most polls
   *     held at once in it; or null
   * @param seriesRows how many rows {@code series.csv} has
   * @param writeFailure why some of the files are not whole, or null; what is in memory stands
   */
  public record Sampled(
      Map<Measure, SignedHistogram> window,
      Map<Measure, SignedHistogram> beforeWindow,
      Double injectorCpu,
      Long rssBytes,
      Double gcPauseMaxMillis,
      Double loopLagP99Millis,
      Long timeWaitMax,
      Double bytesPerHeldPoll,
      ServerWatch.InWindow server,
      int seriesRows,
      IOException writeFailure) {

    /** Of a sampler that could not be closed. */
    public static final Sampled NONE =
        new Sampled(
            empty(),
            empty(),
            null,
            null,
            null,
            null,
            null,
            null,
            ServerWatch.InWindow.NONE,
            0,
            null);

    /** How this process fared, as the record has it. */
    public RunRecord.Injector injector() {
      return new RunRecord.Injector(
          injectorCpu, rssBytes, gcPauseMaxMillis, loopLagP99Millis, timeWaitMax, bytesPerHeldPoll);
    }

    private static Map<Measure, SignedHistogram> empty() {
      Map<Measure, SignedHistogram> values = new EnumMap<>(Measure.class);
      for (Measure measure : Measure.values()) {
        values.put(measure, new SignedHistogram());
      }
      return values;
    }
  }
}
