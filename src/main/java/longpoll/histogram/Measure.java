package longpoll.histogram;

/**
 * The measures of a run. Whatever lists measures goes through {@link #values}: the histogram logs,
 * {@code run.json}, the summary on the terminal, the report and the comparison. {@code
 * run.schema.json} and docs/record.md are compared with what stands here.
 */
public enum Measure {
  HOLD_DELIVERED(
      "hold.delivered",
      null,
      Kind.HOLD_TIME,
      "delivered (200)",
      "Request sent to response complete, of polls answered with events"),
  HOLD_EMPTY(
      "hold.empty",
      null,
      Kind.HOLD_TIME,
      "empty (204)",
      "Request sent to response complete, of polls answered empty"),
  LATENESS(
      "lateness",
      "lateness.early",
      Kind.OTHER,
      "lateness: empty polls past the hold limit",
      "Hold time of an empty poll minus the hold limit; negative means early"),
  LAG(
      "lag",
      "lag.negative",
      Kind.DELIVERY_LAG,
      "all deliveries",
      "Planned publish instant to response complete, over all deliveries"),
  LAG_PARKED(
      "lag.parked",
      "lag.parked.negative",
      Kind.DELIVERY_LAG,
      "parked: the poll was waiting",
      "Planned publish instant to response complete, where the poll was waiting at that instant"),
  LAG_REPLAYED(
      "lag.replayed",
      "lag.replayed.negative",
      Kind.DELIVERY_LAG,
      "replayed: between two polls",
      "Planned publish instant to response complete, where the client was between two polls"),
  LAG_PROBE(
      "lag.probe",
      "lag.probe.negative",
      Kind.DELIVERY_LAG,
      "probes",
      "Planned publish instant to response complete, over all deliveries, as the probes saw it"),
  REARM(
      "rearm",
      null,
      Kind.OTHER,
      "re-arm gap: answer to the next poll",
      "Response complete to the next poll sent"),
  BROADCAST(
      "broadcast",
      "broadcast.negative",
      Kind.OTHER,
      "broadcast: until the last poll has the event",
      "Planned publish instant until the last poll has the event");

  /** Where the report shows a measure. */
  public enum Kind {
    /** In the chart of hold times. */
    HOLD_TIME,
    /** In the chart of delivery lag. */
    DELIVERY_LAG,
    /** In the table of other measures. */
    OTHER
  }

  private final String tag;
  private final String negativeTag;
  private final Kind kind;
  private final String label;
  private final String description;

  Measure(String tag, String negativeTag, Kind kind, String label, String description) {
    this.tag = tag;
    this.negativeTag = negativeTag;
    this.kind = kind;
    this.label = label;
    this.description = description;
  }

  /** Its tag in the histogram logs, and its key in {@code run.json}. */
  public String tag() {
    return tag;
  }

  /**
   * The tag of the magnitudes of what lies below zero, since a histogram takes no negative values;
   * null for a measure that is never negative.
   */
  public String negativeTag() {
    return negativeTag;
  }

  public Kind kind() {
    return kind;
  }

  /** Its name in a legend, or a name, a colon and what it is. */
  public String label() {
    return label;
  }

  /** From what to what it is measured, without a full stop. */
  public String description() {
    return description;
  }
}
