package longpoll.prediction;

import org.HdrHistogram.Histogram;

/**
 * The delays that a run measured, as histograms of nanoseconds. A value below zero, as of a 204
 * that came early, counts as zero: it explains no other rate. Not to be changed.
 *
 * @param beforeWindow the users' delays before the window
 * @param inWindow the same in the window
 * @param slip planned instant to publishing; empty where events do not tell, then a slip may be as
 *     long as a lag
 * @param clockBoundMicros how far the clocks of client and server may be apart
 */
public record MeasuredDelays(
    Users beforeWindow, Users inWindow, Histogram slip, long clockBoundMicros) {
  /** No delays. */
  public static final MeasuredDelays NONE =
      new MeasuredDelays(Users.NONE, Users.NONE, new Histogram(3), 0);

  /**
   * @param lateness hold time of a 204 beyond the hold limit
   * @param rearmGap answer to next poll, with the re-arm delay that is meant
   * @param lag planned instant to answer, where the poll was waiting
   */
  public record Users(Histogram lateness, Histogram rearmGap, Histogram lag) {
    public static final Users NONE =
        new Users(new Histogram(3), new Histogram(3), new Histogram(3));
  }
}
