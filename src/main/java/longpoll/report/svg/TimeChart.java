package longpoll.report.svg;

import java.util.List;

/** Values over the seconds of a run. */
public final class TimeChart {
  private TimeChart() {}

  /** A linear axis from zero that all lines and bands fit on. */
  public static Axis fit(String title, List<Line> lines) {
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
    return new Axis(title, LinearScale.around(lowest, highest));
  }

  public static Chart of(
      String id,
      String title,
      String description,
      TimeScale x,
      Axis y,
      List<Zone> zones,
      List<Line> lines) {
    Axis time = new Axis("since the first poll (" + x.unit() + ")", x);
    return new Chart(id, title, description, time, y, zones, lines);
  }
}
