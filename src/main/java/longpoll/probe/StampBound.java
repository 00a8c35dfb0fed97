package longpoll.probe;

import java.util.concurrent.TimeUnit;

/**
 * How long an answer may have been there before it was stamped. A process that gets no core, or is
 * busy with the answers before, stamps late and cannot know by how much; but it knows since when it
 * has not looked.
 *
 * <p>A look takes in all sockets that are ready, and what it finds was not there yet when the look
 * before it began. A look that waits is woken by what comes in, so what it finds has just come,
 * unless the process was seen to stand still on the way: it had not looked right before, or it
 * overslept the end of its wait. Then what it finds may have been there since the look before. A
 * wait that is woken late, but within its time, cannot be told from one that is woken in time.
 */
final class StampBound {
  /** Timers are this coarse: waits are in whole milliseconds. */
  private static final long OVERSLEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** A look goes on that nothing has ended yet, and that was begun in time. */
  private boolean waits;

  private long waitEndsNanos;

  /** When the look that goes on began. */
  private long beganNanos;

  /** What this look finds was not there before. */
  private long notBeforeNanos;

  StampBound(long nanos) {
    beganNanos = nanos;
    notBeforeNanos = nanos;
  }

  /**
   * A look begins that returns with the first socket that is ready, or at the latest in time. To be
   * begun right after one that found nothing.
   */
  void waitsFor(long nanos, long patienceNanos) {
    waits = nanos - beganNanos <= OVERSLEPT_NANOS;
    waitEndsNanos = nanos + patienceNanos;
    notBeforeNanos = beganNanos;
  }

  /** A look begins that returns at once. */
  void looksNow(long nanos) {
    waits = false;
    notBeforeNanos = beganNanos;
    beganNanos = nanos;
  }

  /** The look could not take in all that was ready: the next one finds what this one left over. */
  void leftSomeOver() {
    beganNanos = notBeforeNanos;
  }

  /**
   * An answer that this look found is stamped.
   *
   * @return how much earlier it may have been there, in nanoseconds
   */
  long stamped(long nanos) {
    if (waits) {
      waits = false;
      if (nanos - waitEndsNanos <= OVERSLEPT_NANOS) {
        notBeforeNanos = nanos;
        beganNanos = nanos;
      }
    }
    return nanos - notBeforeNanos;
  }
}
