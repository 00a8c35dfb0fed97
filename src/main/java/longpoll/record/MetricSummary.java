package longpoll.record;

/**
 * One measure over the window, in milliseconds. A measure without samples has {@code count} 0 and
 * nulls, never zeros.
 *
 * @param unit always {@code "ms"}
 * @param p999 the 99.9th percentile
 */
public record MetricSummary(
    String unit,
    long count,
    Double min,
    Double mean,
    Double p50,
    Double p90,
    Double p99,
    Double p999,
    Double max) {

  /** What stands for a measure that has no samples. */
  public static final MetricSummary NONE =
      new MetricSummary("ms", 0, null, null, null, null, null, null, null);
}
