package longpoll.measure;

/**
 * The measures of a run. Each has a tag in the histogram logs and a key in {@code run.json}; those
 * that can be negative have a twin tag for the magnitude of what lies below zero, since a histogram
 * takes no negative values.
 */
public enum Measure {
  /** Hold time of polls answered with events. */
  HOLD_DELIVERED("hold.delivered", null),
  /** Hold time of polls answered empty. */
  HOLD_EMPTY("hold.empty", null),
  /** Hold time of an empty poll minus the hold limit. */
  LATENESS("lateness", "lateness.early"),
  /** Planned instant to response complete, over all deliveries. */
  LAG("lag", "lag.negative"),
  /** The same, where the poll was waiting at the planned instant. */
  LAG_PARKED("lag.parked", "lag.parked.negative"),
  /** The same, where the client was between two polls at the planned instant. */
  LAG_REPLAYED("lag.replayed", "lag.replayed.negative"),
  /** The same as {@link #LAG}, as the probes saw it. */
  LAG_PROBE("lag.probe", "lag.probe.negative"),
  /** Response complete to the next poll sent. */
  REARM("rearm", null),
  /** Planned instant until the last poll has the event. */
  BROADCAST("broadcast", "broadcast.negative");

  private final String tag;
  private final String negativeTag;

  Measure(String tag, String negativeTag) {
    this.tag = tag;
    this.negativeTag = negativeTag;
  }

  public String tag() {
    return tag;
  }

  /** The twin's tag, or null for a measure that is never negative. */
  public String negativeTag() {
    return negativeTag;
  }
}
