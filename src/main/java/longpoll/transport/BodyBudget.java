package longpoll.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what bodies take up: each one, and all that are being read together. A server that sends
 * without end must not end the process that measures it. Thread-safe.
 *
 * @param most bytes of one body
 * @param mostTogether bytes of all bodies
 * @param used bytes that are taken now
 */
record BodyBudget(long most, long mostTogether, AtomicLong used) {

  BodyBudget(long most, long mostTogether) {
    this(most, mostTogether, new AtomicLong());
  }

  /**
   * Takes bytes, to be given back with {@link #giveBack}.
   *
   * @return false where there are not so many left; none are taken then
   */
  boolean take(long bytes) {
    if (used.addAndGet(bytes) <= mostTogether) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }
}
