package longpoll.report.svg;

import java.util.List;

/** Values over the seconds of a run. */
public final class TimeChart {
  private TimeChart() {}

  /**
   * A chart from second {@code from} to second {@code to}, with a linear y axis from zero that all
   * lines and bands fit on.
   */
  public static Chart of(
      String id,
      String title,
      String description,
      String yTitle,
      TimeScale x,
      List<Zone> zones,
      List<Line> lines) {
    double lowest = 0;
    double highest = 0;
    for (Line line : lines) {
      for (double[] values : new double[][] {line.y(), line.low(), line.high()}) {
        if (values != null) {
          for (double value : values) {
            lowest = Double.isFinite(value) ? Math.min(lowest, value) : lowest;
            highest = Double.isFinite(value) ? Math.max(highest, value) : highest;
          }
        }
      }
    }
    return new Chart(
        id,
        title,
        description,
        new Axis("since the first poll (" + x.unit() + ")", x),
        new Axis(yTitle, LinearScale.around(lowest, highest)),
        zones,
        lines);
  }
}
