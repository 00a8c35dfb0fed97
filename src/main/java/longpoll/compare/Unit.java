package longpoll.compare;

/**
 * Units of compared values, as the record keeps them.
 *
 * @see ComparedMeasure
 */
public enum Unit {
  MILLIS("ms", 0.2),
  /** 0 to 1. */
  SHARE("share", 0.01),
  COUNT("count", 1),
  PER_SECOND("1/s", 1),
  /** Processor cores kept busy on average. */
  CORES("cores", 0.02),
  BYTES("B", 1_000_000),
  RATIO("ratio", 0.05);

  private final String symbol;
  private final double smallestOfInterest;

  Unit(String symbol, double smallestOfInterest) {
    this.symbol = symbol;
    this.smallestOfInterest = smallestOfInterest;
  }

  public String symbol() {
    return symbol;
  }

  /** The absolute floor of a measure that the policy does not name. */
  public double smallestOfInterest() {
    return smallestOfInterest;
  }
}
