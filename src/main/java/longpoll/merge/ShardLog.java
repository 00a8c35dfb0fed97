package longpoll.merge;

import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import longpoll.histogram.Measure;
import longpoll.histogram.MeasureTag;
import longpoll.measure.HistogramLogs;
import longpoll.measure.Phase;
import longpoll.measure.Timeline;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * Reads the {@code latency.hlog} of one injector second by second. Holds one line ahead, never the
 * file. For one thread at a time.
 */
final class ShardLog implements AutoCloseable {
  private static final int MILLIS = 1_000;

  /** A run is closed within this time after its last poll. */
  private static final Duration CLOSED_WITHIN = Duration.ofMinutes(10);

  private final RunFolder folder;
  private final Timeline timeline;
  private final HistogramLogReader log;
  private Line ahead;

  /**
   * One measure's values of a second.
   *
   * @param second since the injector's start
   */
  record Line(int second, Measure measure, Phase phase, boolean negative, Histogram values) {}

  /**
   * @throws RecordException when there is no such file, or its first line cannot be read
   */
  ShardLog(RunFolder folder, Timeline timeline) {
    this.folder = folder;
    this.timeline = timeline;
    try {
      log = new HistogramLogReader(folder.latencyLog().toFile());
    } catch (FileNotFoundException e) {
      throw new RecordException(folder.latencyLog(), "cannot be read: " + e.getMessage(), e);
    }
    try {
      ahead = next();
    } catch (RecordException e) {
      log.close();
      throw e;
    }
  }

  /**
   * The lines up to the end of a second. A value of the window that came after it has a line of the
   * window's last second, later in the file.
   *
   * @throws RecordException when a line cannot be read; those before it have been returned
   */
  List<Line> until(int second) {
    List<Line> lines = new ArrayList<>();
    while (ahead != null && ahead.second <= second) {
      lines.add(ahead);
      ahead = next();
    }
    return lines;
  }

  boolean ended() {
    return ahead == null;
  }

  private Line next() {
    try {
      while (log.hasNext()) {
        EncodableHistogram line = log.nextIntervalHistogram();
        if (line == null) {
          return null;
        }
        MeasureTag tag = MeasureTag.of(line.getTag()).orElse(null);
        // When the last user of a broadcast had it, no injector knows of the others' users.
        if (tag != null && tag.measure() != Measure.BROADCAST && line instanceof Histogram values) {
          long start = line.getStartTimeStamp();
          long since = start - timeline.startMicros() / 1_000;
          if (since > mostMillis()) {
            throw new IllegalStateException(
                "a line is of " + since / MILLIS + " s after the start");
          }
          return new Line(
              // Ticks are late by some milliseconds, and never early.
              (int) Math.max(0, Math.floorDiv(since + MILLIS / 2, MILLIS)),
              tag.measure(),
              HistogramLogs.phaseOf(timeline, start),
              tag.negative(),
              values);
        }
      }
      return null;
    } catch (RuntimeException e) {
      ahead = null;
      throw new RecordException(folder.latencyLog(), "not whole: " + e.getMessage(), e);
    }
  }

  private long mostMillis() {
    return timeline
        .ramp()
        .plus(timeline.warmup())
        .plus(timeline.measured())
        .plus(timeline.tail())
        .plus(CLOSED_WITHIN)
        .toMillis();
  }

  @Override
  public void close() {
    log.close();
  }
}
