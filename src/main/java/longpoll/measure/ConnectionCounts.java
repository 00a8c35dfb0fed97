package longpoll.measure;

import java.util.concurrent.atomic.LongAdder;
import longpoll.record.RunRecord;
import longpoll.transport.PollListener.ConnectCause;

/** Counts the connections that users open, and why they open another. Thread-safe. */
final class ConnectionCounts {
  /** Records of load tools whose HTTP client repeats requests by itself have more. */
  private static final long NO_POLL_IS_SENT_TWICE = 0;

  private final LongAdder opened = new LongAdder();
  private final LongAdder reopened = new LongAdder();
  private final LongAdder reopenedIdle = new LongAdder();
  private final LongAdder announcedCloses = new LongAdder();
  private final LongAdder reopenedInWindow = new LongAdder();

  /**
   * @param idle whether the one before was lost though no poll had failed
   */
  void opened(ConnectCause cause, boolean idle, Phase phase) {
    opened.increment();
    if (cause == ConnectCause.FIRST) {
      return;
    }
    reopened.increment();
    if (phase == Phase.WINDOW) {
      reopenedInWindow.increment();
    }
    if (cause == ConnectCause.ANNOUNCED_CLOSE || cause == ConnectCause.OLD_HTTP) {
      announcedCloses.increment();
    } else if (idle) {
      reopenedIdle.increment();
    }
  }

  RunRecord.Connections snapshot() {
    return new RunRecord.Connections(
        opened.sum(),
        reopened.sum(),
        NO_POLL_IS_SENT_TWICE,
        reopenedIdle.sum(),
        announcedCloses.sum(),
        reopenedInWindow.sum());
  }

  static RunRecord.Connections sum(RunRecord.Connections one, RunRecord.Connections other) {
    return new RunRecord.Connections(
        one.opened() + other.opened(),
        one.reopened() + other.reopened(),
        one.replayed() + other.replayed(),
        one.reopenedIdle() + other.reopenedIdle(),
        one.announcedCloses() + other.announcedCloses(),
        one.reopenedInWindow() + other.reopenedInWindow());
  }
}
