package longpoll.report.svg;

/**
 * A line of a chart. A NaN in {@code y} is a gap.
 *
 * @param style picks colour and dash: 0 to 7
 * @param low lower edge of a band around the line, or null
 * @param high upper edge of that band, or null
 * @param ends whether the line stops before its data does, which an open circle marks
 */
public record Line(
    String label,
    int style,
    Look look,
    double[] x,
    double[] y,
    double[] low,
    double[] high,
    boolean ends) {
  /** How many styles a style sheet has to define. */
  public static final int STYLES = 8;

  public Line {
    if (x.length != y.length
        || (low == null) != (high == null)
        || (low != null && (low.length != x.length || high.length != x.length))) {
      throw new IllegalArgumentException("line " + label + ": x, y and band differ in length");
    }
    if (style < 0 || style >= STYLES) {
      throw new IllegalArgumentException(
          "line " + label + ": style must be between 0 and " + (STYLES - 1) + ", but is " + style);
    }
  }

  public static Line of(String label, int style, double[] x, double[] y) {
    return new Line(label, style, Look.PLAIN, x, y, null, null, false);
  }

  public Line withBand(double[] from, double[] to) {
    return new Line(label, style, look, x, y, from, to, ends);
  }

  public Line withLook(Look other) {
    return new Line(label, style, other, x, y, low, high, ends);
  }

  /** A level line between two places. */
  public static Line level(String label, int style, double from, double to, double y) {
    return of(label, style, new double[] {from, to}, new double[] {y, y});
  }

  /** How a line stands out among others. */
  public enum Look {
    PLAIN(""),
    /** One of many. */
    THIN("thin "),
    /** What the many add up to. */
    BOLD("bold "),
    /** No line but a mark at each point, its shape by the style. */
    MARKS("mark ");

    private final String classes;

    Look(String classes) {
      this.classes = classes;
    }

    /** CSS classes, with a space behind each. */
    String classes() {
      return classes;
    }
  }
}
