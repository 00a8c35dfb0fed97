package longpoll.host;

import longpoll.histogram.SavedHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How late the event loops ran what was due: an answer that arrived in the meantime was stamped
 * late by as much. {@link #record} may be called from any thread.
 */
public final class LoopLag {
  private final Recorder inWindow = new Recorder(3);
  private final Recorder any = new Recorder(3);
  private Histogram interval;

  /**
   * @param lateNanos how late a timer ran; early ones count as on time
   */
  public void record(long lateNanos, boolean window) {
    long late = Math.max(0, lateNanos);
    any.recordValue(late);
    if (window) {
      inWindow.recordValue(late);
    }
  }

  /**
   * The worst since the last call, in milliseconds, or null if no timer ran at all. One caller at a
   * time.
   */
  public Double worstMillisSinceLast() {
    interval = any.getIntervalHistogram(interval);
    return interval.getTotalCount() == 0 ? null : interval.getMaxValue() / 1e6;
  }

  /** Over the window; to be called once. */
  public Double p99Millis() {
    Histogram all = inWindow.getIntervalHistogram();
    return all.getTotalCount() == 0 ? null : all.getValueAtPercentile(99) / 1e6;
  }

  /** Those of the window since the last call. One caller at a time. */
  public SavedHistogram inWindowSinceLast() {
    return SavedHistogram.of(inWindow.getIntervalHistogram());
  }
}
