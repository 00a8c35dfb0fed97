package longpoll.dialect;

/** How a poll, or another request of a client, ended, as its answer says. */
public enum Outcome {
  /** Answered with events. */
  DELIVERED,
  /** Held to its limit and answered without. */
  EMPTY,
  /**
   * What the client asked for is no longer kept: some events are lost to it, and it was told so.
   */
  GAP,
  /** Anything else; the answer names the kind. */
  FAILED,
  /** A request that is no poll did what it should. */
  DONE
}
