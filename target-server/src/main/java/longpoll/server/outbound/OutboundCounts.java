package longpoll.server.outbound;

import longpoll.server.publish.SlipHistogram;

/** Counts what came of events, and keeps the last reason of each kind. Thread-safe; never grows. */
final class OutboundCounts {
  /** So many events in a row from the first on tell that the target takes none. */
  private static final int ENOUGH = 5;

  private final double behindLimitMs;
  private final SlipHistogram late = new SlipHistogram();
  private final SlipHistogram accept = new SlipHistogram();
  private long planned;
  private long accepted;
  private long refused;
  private long failed;
  private long unpublished;
  private String lastRefusal;
  private String lastFailure;

  OutboundCounts(double behindLimitMs) {
    this.behindLimitMs = behindLimitMs;
  }

  synchronized void planned(int events) {
    planned += events;
  }

  synchronized void unpublished(int events) {
    unpublished += events;
  }

  void sent(long lateMicros) {
    late.record(lateMicros);
  }

  synchronized void accepted(long micros) {
    accepted++;
    accept.record(micros);
  }

  synchronized void refused(String words) {
    refused++;
    lastRefusal = words;
  }

  synchronized void failed(String words) {
    failed++;
    lastFailure = words;
  }

  synchronized Publishing publishing(int waiting, int underWay) {
    return new Publishing(
        planned,
        accepted,
        refused,
        failed,
        unpublished,
        waiting,
        underWay,
        accepted == 0 && refused + failed >= ENOUGH,
        quantile(late, 0.5),
        quantile(late, 0.99),
        quantile(late, 1),
        quantile(accept, 0.5),
        quantile(accept, 0.99),
        quantile(accept, 1),
        behindLimitMs,
        lastRefusal,
        lastFailure);
  }

  private static Double quantile(SlipHistogram times, double share) {
    return times.count() == 0 ? null : (Double) (times.quantileMicros(share) / 1e3);
  }
}
