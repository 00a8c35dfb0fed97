package longpoll.measure;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The two histogram logs of a run. {@code latency.hlog} gets a line for each interval and measure
 * while the run lasts; {@code totals.hlog} one for each measure of the window, at the end. Both are
 * plain HdrHistogram logs of version 1.3, values in nanoseconds.
 *
 * <p>A line of {@code latency.hlog} lies in one phase: the lines whose start lies in the window add
 * up to {@code totals.hlog}. So a value that belongs to the window by its planned instant but was
 * recorded after it gets a line that ends with the window.
 *
 * <p>Times are written relative to a whole second. A reader adds the two as floating-point seconds
 * and cuts off to milliseconds; with any other base it would often be a millisecond off, and lines
 * at an edge of the window would change sides.
 *
 * <p>Confined to the sampler's thread.
 */
public final class HistogramLogs {
  private final Timeline timeline;
  private final PrintStream latencyOut;
  private final HistogramLogWriter latency;
  private final Map<Measure, SignedHistogram> window = new EnumMap<>(Measure.class);

  /**
   * @param latency where the lines of {@code latency.hlog} go
   */
  public HistogramLogs(OutputStream latency, Timeline timeline) {
    this.timeline = timeline;
    latencyOut = buffered(latency);
    this.latency =
        begin(
            latencyOut,
            "[long-poll latency intervals, nanoseconds, one tag per measure]",
            timeline.startMicros() / 1_000);
    for (Measure measure : Measure.values()) {
      window.put(measure, new SignedHistogram());
    }
  }

  /** The phase that a line of {@code latency.hlog} lies in, by its start. */
  public static Phase phaseOf(Timeline timeline, long startMillis) {
    long rampEnd = timeline.startMicros() / 1_000 + timeline.ramp().toMillis();
    if (startMillis < rampEnd) {
      return Phase.RAMP;
    }
    if (startMillis < timeline.windowStartMicros() / 1_000) {
      return Phase.WARMUP;
    }
    return startMillis < timeline.windowEndMicros() / 1_000 ? Phase.WINDOW : Phase.TAIL;
  }

  /** Has recorded values, and hands them over once. */
  public interface Source {
    void drain(Sink sink);
  }

  /** Takes one interval's histogram of one measure, phase and side of zero; never an empty one. */
  public interface Sink {
    void take(Measure measure, Phase phase, boolean negative, Histogram interval);
  }

  private static PrintStream buffered(OutputStream out) {
    return new PrintStream(new BufferedOutputStream(out), false, StandardCharsets.US_ASCII);
  }

  private static HistogramLogWriter begin(PrintStream out, String comment, long startMillis) {
    HistogramLogWriter writer = new HistogramLogWriter(out);
    writer.outputComment(comment);
    writer.outputLogFormatVersion();
    writer.outputStartTime(startMillis);
    long base = Math.floorDiv(startMillis, 1_000L) * 1_000;
    writer.outputBaseTime(base);
    writer.setBaseTime(base);
    writer.outputLegend();
    return writer;
  }

  /**
   * Takes what was recorded in an interval. Memory comes first: a line that cannot be written costs
   * the log that line, and the totals nothing.
   *
   * @param recorded hands it over
   * @param fromMillis its start, milliseconds since the Unix epoch
   * @param toMillis its end
   * @param also takes the same
   */
  public void interval(Source recorded, long fromMillis, long toMillis, Sink also)
      throws IOException {
    List<Throwable> unwritten = new ArrayList<>();
    recorded.drain(
        (measure, phase, negative, values) -> {
          if (phase == Phase.WINDOW) {
            SignedHistogram total = window.get(measure);
            if (negative) {
              total.addBelowZero(values);
            } else {
              total.addFromZero(values);
            }
          }
          also.take(measure, phase, negative, values);
          try {
            long[] place = within(phase, fromMillis, toMillis);
            values.setStartTimeStamp(place[0]);
            values.setEndTimeStamp(place[1]);
            values.setTag(negative ? measure.negativeTag() : measure.tag());
            latency.outputIntervalHistogram(values);
          } catch (RuntimeException | Error e) {
            unwritten.add(e);
          }
        });
    latencyOut.flush();
    requireWritten(latencyOut, "latency.hlog");
    if (!unwritten.isEmpty()) {
      throw new IOException(
          "a line of latency.hlog could not be written: " + unwritten.get(0), unwritten.get(0));
    }
  }

  Map<Measure, SignedHistogram> window() {
    return window;
  }

  public void close() throws IOException {
    latency.close();
    requireWritten(latencyOut, "latency.hlog");
  }

  void writeTotals(Path totals) throws IOException {
    writeTotals(window, timeline, totals);
  }

  /**
   * Writes {@code totals.hlog}.
   *
   * @param window values that belong to the window
   */
  public static void writeTotals(
      Map<Measure, SignedHistogram> window, Timeline timeline, Path totals) throws IOException {
    long from = timeline.windowStartMicros() / 1_000;
    long to = timeline.windowEndMicros() / 1_000;
    try (PrintStream out = buffered(Files.newOutputStream(totals))) {
      HistogramLogWriter writer =
          begin(out, "[long-poll histograms of the window, nanoseconds, one line per tag]", from);
      window.forEach(
          (measure, values) -> {
            outputTotal(writer, values.fromZero(), measure.tag(), from, to);
            outputTotal(writer, values.belowZero(), measure.negativeTag(), from, to);
          });
      out.flush();
      requireWritten(out, "totals.hlog");
    }
  }

  /** A print stream keeps its troubles to itself. */
  private static void requireWritten(PrintStream out, String name) throws IOException {
    if (out.checkError()) {
      throw new IOException(name + " could not be written: is the disk full?");
    }
  }

  private static void outputTotal(
      HistogramLogWriter writer, Histogram values, String tag, long from, long to) {
    if (values.getTotalCount() > 0) {
      values.setTag(tag);
      values.setStartTimeStamp(from);
      values.setEndTimeStamp(to);
      writer.outputIntervalHistogram(values);
    }
  }

  /**
   * The part of an interval that lies in a phase; its nearest moment where none does. At least a
   * millisecond long, and in no phase but its own: what came too early for a run without ramp and
   * warm-up starts before the run.
   */
  private long[] within(Phase phase, long fromMillis, long toMillis) {
    long start = timeline.startMicros() / 1_000;
    long rampEnd = start + timeline.ramp().toMillis();
    long windowStart = timeline.windowStartMicros() / 1_000;
    long windowEnd = timeline.windowEndMicros() / 1_000;
    long first =
        switch (phase) {
          case RAMP -> Math.min(start, rampEnd - 1);
          case WARMUP -> Math.min(rampEnd, windowStart - 1);
          case WINDOW -> windowStart;
          case TAIL -> windowEnd;
        };
    long last =
        switch (phase) {
          case RAMP -> rampEnd;
          case WARMUP -> windowStart;
          case WINDOW -> windowEnd;
          case TAIL -> Long.MAX_VALUE;
        };
    long from = Math.max(first, Math.min(fromMillis, last - 1));
    long to = Math.max(from + 1, Math.min(toMillis, last));
    return new long[] {from, to};
  }
}
