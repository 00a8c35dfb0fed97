package longpoll.report.svg;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Distributions by percentile: x is log10(1 / (1 - p)), so the tail has as much room as the body; y
 * is in ms. A curve stops where fewer than {@value #SAMPLES_BEYOND} samples lie beyond it, since
 * what comes then is the luck of the run.
 */
public final class HdrChart {
  public static final int SAMPLES_BEYOND = 10;

  private static final int POINTS = 240;

  /** From here on a linear axis would press the body of a curve flat against zero. */
  private static final double TAIL_TO_MEDIAN = 100;

  private HdrChart() {}

  /**
   * @param count how many samples the curve stands for
   * @param millisAtPercentile from a percentile (0 to 100) to ms
   */
  public record Curve(
      String label, int style, Line.Look look, long count, DoubleUnaryOperator millisAtPercentile) {
    public Curve(String label, int style, long count, DoubleUnaryOperator millisAtPercentile) {
      this(label, style, Line.Look.PLAIN, count, millisAtPercentile);
    }

    /** Whether any part of the curve has enough samples beyond it. */
    public boolean drawable() {
      return count > SAMPLES_BEYOND;
    }

    /** How many nines of the curve have enough samples beyond them. */
    public double decades() {
      return StrictMath.log10((double) count / SAMPLES_BEYOND);
    }
  }

  /** A chart of the curves that can be drawn; at least one has to be. */
  public static Chart of(String id, String title, String description, List<Curve> curves) {
    return of(id, title, description, List.of(), curves);
  }

  /** As before, with zones in fractions. */
  public static Chart of(
      String id, String title, String description, List<Zone> zones, List<Curve> curves) {
    List<Curve> drawable = curves.stream().filter(Curve::drawable).toList();
    if (drawable.isEmpty()) {
      throw new IllegalArgumentException("chart " + id + ": no curve has enough samples");
    }
    double decades = drawable.stream().mapToDouble(Curve::decades).max().orElseThrow();
    PercentileScale x = new PercentileScale(Math.max(decades, 0.1));
    List<Line> lines = drawable.stream().map(curve -> line(curve, x)).toList();
    return new Chart(id, title, description, new Axis("percentile", x), yAxis(lines), zones, lines);
  }

  private static Line line(Curve curve, PercentileScale scale) {
    double[] x = fractions(scale, curve.decades());
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = curve.millisAtPercentile().applyAsDouble(x[i] * 100);
    }
    return new Line(curve.label(), curve.style(), curve.look(), x, y, null, null, true);
  }

  /** Places for points along a scale, up to a number of nines. */
  public static double[] fractions(PercentileScale scale, double decades) {
    List<Double> xs = new ArrayList<>();
    double end = decades / scale.decades();
    for (int i = 0; i <= POINTS; i++) {
      double place = (double) i / POINTS;
      if (place < end) {
        xs.add(scale.fraction(place));
      }
    }
    xs.add(scale.fraction(end));
    return xs.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Axis yAxis(List<Line> lines) {
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    double smallestMedian = Double.POSITIVE_INFINITY;
    for (Line line : lines) {
      for (int i = 0; i < line.y().length; i++) {
        lowest = Math.min(lowest, line.y()[i]);
        highest = Math.max(highest, line.y()[i]);
        if (line.x()[i] <= 0.5 && (i + 1 == line.x().length || line.x()[i + 1] > 0.5)) {
          smallestMedian = Math.min(smallestMedian, line.y()[i]);
        }
      }
    }
    return lowest > 0 && highest > TAIL_TO_MEDIAN * smallestMedian
        ? new Axis("ms, logarithmic", LogScale.around(lowest, highest))
        : new Axis("ms, linear", LinearScale.around(lowest, highest));
  }
}
