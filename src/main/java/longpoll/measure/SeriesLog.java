package longpoll.measure;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import longpoll.histogram.SignedHistogram;
import longpoll.host.LoopLag;
import longpoll.host.ProcessUse;
import longpoll.record.SeriesCsv;
import longpoll.record.SeriesRow;

/**
 * Makes the rows of {@code series.csv}. A row is written a second after it was made, since what the
 * server says of the second's end has to come first. Confined to the sampler.
 */
final class SeriesLog implements AutoCloseable {
  private final RunLedger run;
  private final LoopLag loopLag;
  private final BufferedWriter series;

  private int second;
  private PollCounts.Snapshot last = PollCounts.Snapshot.ZERO;
  private double lastCpu = ProcessUse.cpuSeconds();
  private ServerWatch.Reading lastServer;
  private SeriesRow unwritten;
  private long probesHeld;

  SeriesLog(Writer out, RunLedger run, LoopLag loopLag) {
    this.run = run;
    this.loopLag = loopLag;
    series = new BufferedWriter(out);
  }

  void writeHeader() throws IOException {
    series.write(SeriesCsv.header());
    series.newLine();
  }

  /**
   * Takes stock of the second that ends now.
   *
   * @param nanos how long it really was
   * @param lag of what arrived in it
   * @param hold of what was delivered in it
   */
  SeriesRow secondEnds(Phase phase, long nanos, SignedHistogram lag, SignedHistogram hold) {
    PollCounts.Snapshot before = last;
    PollCounts.Snapshot now = run.total.snapshot();
    last = now;
    probesHeld = run.probes().held();
    double cpuBefore = lastCpu;
    double cpu = ProcessUse.cpuSeconds();
    lastCpu = cpu;
    long empty = now.empty() - before.empty();
    long delivered = now.delivered() - before.delivered();
    unwritten =
        new SeriesRow(
            second++,
            phase.word(),
            run.held.now(),
            null,
            now.answered() - before.answered(),
            delivered,
            empty,
            now.gap() - before.gap(),
            now.failures() - before.failures(),
            now.events() - before.events(),
            empty + delivered == 0 ? null : (Double) ((double) empty / (empty + delivered)),
            lag.millisAtPercentile(50),
            lag.millisAtPercentile(99),
            lag.millisAtPercentile(100),
            hold.millisAtPercentile(50),
            hold.millisAtPercentile(99),
            ProcessUse.coresBusy(cpu - cpuBefore, nanos / 1e9),
            null,
            loopLag.worstMillisSinceLast());
    return unwritten;
  }

  /** Of all seconds that have ended. */
  int rows() {
    return second;
  }

  /**
   * Writes the last second's row, now that the server has had a second to answer.
   *
   * @param reading the newest from the server, or null
   */
  void write(ServerWatch.Reading reading) throws IOException {
    if (unwritten == null) {
      return;
    }
    boolean fresh = reading != null && reading != lastServer;
    String line = SeriesCsv.line(fresh ? withServer(unwritten, reading) : unwritten);
    unwritten = null;
    lastServer = reading;
    series.write(line);
    series.newLine();
    series.flush();
  }

  private SeriesRow withServer(SeriesRow row, ServerWatch.Reading reading) {
    return new SeriesRow(
        row.second(),
        row.phase(),
        row.held(),
        Math.max(0, reading.stats().parked() - probesHeld),
        row.polls(),
        row.delivered(),
        row.empty(),
        row.gap(),
        row.failed(),
        row.events(),
        row.emptyRate(),
        row.lagP50Ms(),
        row.lagP99Ms(),
        row.lagMaxMs(),
        row.holdP50Ms(),
        row.holdP99Ms(),
        row.injectorCpu(),
        serverCpu(reading),
        row.loopLagMaxMs());
  }

  /** Cores that the server kept busy between two readings, or null. */
  private Double serverCpu(ServerWatch.Reading reading) {
    if (lastServer == null || reading.stats().cpu() == null || lastServer.stats().cpu() == null) {
      return null;
    }
    double seconds = (reading.nanos() - lastServer.nanos()) / 1e9;
    double used = reading.stats().cpu() - lastServer.stats().cpu();
    // Less than before: another process answers now.
    return used < 0 ? null : ProcessUse.coresBusy(used, seconds);
  }

  @Override
  public void close() throws IOException {
    series.close();
  }
}
