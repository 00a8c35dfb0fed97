package longpoll.server.hub;

/**
 * Counts held polls and integrates them over time, so that a mean between two readings is exact.
 * Not thread-safe.
 */
final class ParkedGauge {
  private int parked;
  private int peak;
  private long changedAt;

  /** In poll-seconds; a double keeps nanoseconds for months of ten thousand polls. */
  private double seconds;

  ParkedGauge(long now) {
    changedAt = now;
  }

  void add(int polls, long now) {
    seconds = seconds(now);
    changedAt = now;
    parked += polls;
    peak = Math.max(peak, parked);
  }

  int parked() {
    return parked;
  }

  int peak() {
    return peak;
  }

  double seconds(long now) {
    return seconds + parked * ((now - changedAt) / 1e9);
  }
}
