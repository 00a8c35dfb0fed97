package longpoll.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
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
 * <p>Confined to the sampler's thread.
 */
final class HistogramLogs {
  private final Path latencyFile;
  private final Timeline timeline;
  private final HistogramLogWriter latency;
  private final Map<Measure, SignedHistogram> window = new EnumMap<>(Measure.class);

  HistogramLogs(Path latencyFile, Timeline timeline) throws IOException {
    this.latencyFile = latencyFile;
    this.timeline = timeline;
    latency = new HistogramLogWriter(latencyFile.toFile());
    long startMillis = timeline.startMicros() / 1_000;
    latency.outputComment("[long-poll latency intervals, nanoseconds, one tag per measure]");
    latency.outputLogFormatVersion();
    latency.outputStartTime(startMillis);
    latency.setBaseTime(startMillis);
    latency.outputLegend();
    for (Measure measure : Measure.values()) {
      window.put(measure, new SignedHistogram());
    }
  }

  /**
   * Takes what was recorded in an interval.
   *
   * @param fromMillis its start, milliseconds since the Unix epoch
   * @param toMillis its end
   */
  void interval(HistogramBank bank, long fromMillis, long toMillis, HistogramBank.Sink also) {
    bank.drain(
        (measure, phase, negative, values) -> {
          long[] place = within(phase, fromMillis, toMillis);
          values.setStartTimeStamp(place[0]);
          values.setEndTimeStamp(place[1]);
          values.setTag(negative ? measure.negativeTag() : measure.tag());
          latency.outputIntervalHistogram(values);
          if (phase == Phase.WINDOW) {
            SignedHistogram total = window.get(measure);
            if (negative) {
              total.addBelowZero(values);
            } else {
              total.addFromZero(values);
            }
          }
          also.take(measure, phase, negative, values);
        });
  }

  Map<Measure, SignedHistogram> window() {
    return window;
  }

  void close() {
    latency.close();
  }

  void writeTotals(Path totals) throws IOException {
    HistogramLogWriter writer = new HistogramLogWriter(totals.toFile());
    try {
      long from = timeline.windowStartMicros() / 1_000;
      long to = timeline.windowEndMicros() / 1_000;
      writer.outputComment("[long-poll histograms of the window, nanoseconds, one line per tag]");
      writer.outputLogFormatVersion();
      writer.outputStartTime(from);
      writer.setBaseTime(from);
      writer.outputLegend();
      window.forEach(
          (measure, values) -> {
            outputTotal(writer, values.fromZero(), measure.tag(), from, to);
            outputTotal(writer, values.belowZero(), measure.negativeTag(), from, to);
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      writer.close();
    }
  }

  @Override
  public String toString() {
    return latencyFile.toString();
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

  /** The part of an interval that lies in a phase; its nearest moment where none does. */
  private long[] within(Phase phase, long fromMillis, long toMillis) {
    long start = timeline.startMicros() / 1_000;
    long rampEnd = start + timeline.ramp().toMillis();
    long windowStart = timeline.windowStartMicros() / 1_000;
    long windowEnd = timeline.windowEndMicros() / 1_000;
    long first =
        switch (phase) {
          case RAMP -> start;
          case WARMUP -> rampEnd;
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
    // At least a millisecond long, and never past the phase's last one.
    long from = Math.max(first, Math.min(fromMillis, last - 1));
    long to = Math.max(from + 1, Math.min(toMillis, last));
    return new long[] {from, to};
  }
}
