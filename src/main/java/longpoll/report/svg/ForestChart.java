package longpoll.report.svg;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Shifts and their intervals, one row each, around a line at zero and in front of their equivalence
 * bands. Immutable; the same chart gives the same text.
 *
 * @param id unique in its page; letters, digits and hyphens
 * @param rows at least one; those that decide first
 */
public record ForestChart(
    String id, String title, String description, String axisTitle, List<Row> rows) {

  /** How many times the largest estimate or band an interval may reach before it is cut. */
  private static final double MOST_OF_INTERVAL = 3;

  public ForestChart {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("forest chart " + id + ": there is no row to draw");
    }
  }

  /**
   * One shift, in the axis's unit.
   *
   * @param band half the width of the equivalence band
   * @param kind CSS class: {@code good}, {@code missed}, {@code invalid} or {@code quiet}
   * @param word the verdict, or what stands in its place
   * @param numbers the shift and its interval in words
   * @param deciding whether it belongs to the upper part
   */
  public record Row(
      String label,
      double estimate,
      double low,
      double high,
      double band,
      String kind,
      String word,
      String numbers,
      boolean deciding) {}

  public String svg(Size size) {
    return new ForestDrawing(this, size).svg();
  }

  /**
   * Has room for every estimate and band, and for the intervals unless one is so wide that it would
   * press the others flat. What decides takes precedence.
   */
  LinearScale scale() {
    List<Row> deciding = rows.stream().filter(Row::deciding).toList();
    List<Row> all = deciding.isEmpty() ? rows : deciding;
    double core = most(all, row -> Math.max(Math.abs(row.estimate()), row.band()));
    double whole =
        most(all, row -> Math.max(Math.max(Math.abs(row.low()), Math.abs(row.high())), row.band()));
    double reach = Math.max(core, Math.min(whole, MOST_OF_INTERVAL * core));
    reach = reach > 0 ? reach * 1.08 : 1;
    double low = most(all, row -> -Math.min(row.low(), -row.band()));
    double high = most(all, row -> Math.max(row.high(), row.band()));
    return new LinearScale(
        -Math.min(reach, low > 0 ? low * 1.08 : reach),
        Math.min(reach, high > 0 ? high * 1.08 : reach));
  }

  private static double most(List<Row> rows, ToDoubleFunction<Row> reach) {
    return rows.stream().mapToDouble(reach).max().orElse(0);
  }
}
