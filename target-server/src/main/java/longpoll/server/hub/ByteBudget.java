package longpoll.server.hub;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that answers may take in memory, cached ones and those being written together. Whoever
 * takes bytes gives the same number back. Thread-safe.
 */
public final class ByteBudget {
  private final long most;
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();

  public ByteBudget(long most) {
    this.most = most;
  }

  /**
   * Takes bytes, or returns false when there is no room. A size larger than the whole budget is
   * granted when nothing else is taken, so that it comes late instead of never.
   */
  public boolean take(long bytes) {
    while (true) {
      long before = held.get();
      if (before > 0 && bytes > Math.max(0, most - before)) {
        return false;
      }
      if (held.compareAndSet(before, before + bytes)) {
        peak.accumulateAndGet(before + bytes, Math::max);
        return true;
      }
    }
  }

  public void give(long bytes) {
    held.addAndGet(-bytes);
  }

  long free() {
    return Math.max(0, most - held.get());
  }

  public long held() {
    return held.get();
  }

  public long peak() {
    return peak.get();
  }

  public long most() {
    return most;
  }

  /** Why there is no room, for the client that is rejected. */
  public String shortage() {
    return "answers hold "
        + held()
        + " bytes, and the limit answer-bytes is "
        + most
        + " bytes; come back later";
  }
}
