package longpoll.server.hub;

/** How a poll ended. Each ends in exactly one of these. */
public enum Outcome {
  /** 200 with events. */
  DELIVERED,
  /** 204 at the hold limit or in a drain. */
  EMPTY,
  /** 410: the cursor cannot be served. */
  GAP,
  /** 503: too many polls are held, or memory is short. */
  REJECTED,
  /** 400. */
  MALFORMED,
  /** The client was gone before the answer could be written. */
  ABORTED
}
