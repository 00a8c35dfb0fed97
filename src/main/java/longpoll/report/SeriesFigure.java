package longpoll.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import longpoll.report.RunName.Side;
import longpoll.report.svg.Axis;
import longpoll.report.svg.Chart;
import longpoll.report.svg.Line;
import longpoll.report.svg.LinearScale;
import longpoll.report.svg.TimeChart;
import longpoll.report.svg.TimeScale;
import longpoll.report.svg.Zone;
import longpoll.text.Numbers;

/**
 * Values over the seconds of runs as a figure. Each line stands for a group: a value of the one run
 * that a report is of, or all runs of a side of a comparison. Of a group of several runs, each is
 * drawn thin and their median bold.
 *
 * @param x the places of the points, in seconds
 */
record SeriesFigure(TimeScale time, List<Zone> zones, double[] x, List<Group> groups) {

  /**
   * @param side whether it is a side of a comparison, of which nothing is drawn that has no value
   * @param level whether it is one value over all of its time, which may be shorter than the
   *     chart's
   * @param runs a value for each place, NaN where there is none
   * @param line the run, or the median of the runs
   */
  record Group(String label, boolean side, boolean level, List<double[]> runs, Line line) {
    static Group single(Line line) {
      return new Group(line.label(), false, false, List.of(line.y()), line);
    }

    static Group level(String label, int style, double from, double to, double value) {
      Line line = Line.level(label, style, from, to, value);
      return new Group(label, false, true, List.of(line.y()), line);
    }

    static Group side(Side side, double[] x, List<double[]> runs) {
      boolean many = runs.size() > 1;
      double[] medians = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        medians[i] = median(at(runs, i));
      }
      String label = side.word() + (many ? ", median of " + runs.size() : "");
      Line line =
          Line.of(label, side.style(), x, medians)
              .withLook(many ? Line.Look.BOLD : Line.Look.PLAIN);
      return new Group(side.word(), true, false, runs, line);
    }

    boolean isEmpty() {
      return Arrays.stream(line.y()).allMatch(Double::isNaN);
    }

    private boolean drawn() {
      return !side || !isEmpty();
    }

    private boolean many() {
      return runs.size() > 1;
    }

    private Stream<Line> single() {
      return many()
          ? runs.stream()
              .map(y -> Line.of(label + " run", line.style(), line.x(), y))
              .map(one -> one.withLook(Line.Look.THIN))
          : Stream.empty();
    }

    private Stream<Figure.Entry> legend() {
      Figure.Entry whole = new Figure.Entry(line.label(), line.style(), many() ? "bold" : "line");
      return many()
          ? Stream.of(whole, new Figure.Entry(label + ", single runs", line.style(), "thin"))
          : Stream.of(whole);
    }

    private ChartData.Readout readout(double[] places, String unit) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < places.length; i++) {
        values.add(value(i, places[i], unit));
      }
      return new ChartData.Readout(label, side ? null : (Integer) line.style(), values);
    }

    private String value(int i, double place, String unit) {
      if (level) {
        boolean within = place >= line.x()[0] && place <= line.x()[1];
        return within ? Numbers.digits(line.y()[0]) + unit : null;
      }
      double[] at = at(runs, i);
      if (at.length == 0) {
        return null;
      }
      return Numbers.digits(median(at))
          + unit
          + (at.length == 1
              ? ""
              : " (runs "
                  + Numbers.digits(at[0])
                  + " to "
                  + Numbers.digits(at[at.length - 1])
                  + ")");
    }
  }

  List<Line> lines() {
    return Stream.concat(
            groups.stream().flatMap(Group::single),
            groups.stream().filter(Group::drawn).map(Group::line))
        .toList();
  }

  /** An axis that all lines and bands fit on. */
  Axis axis(String title) {
    return TimeChart.fit(title, lines());
  }

  /**
   * An axis that the lines fit on, but for some zones: a ramp or a tail may be far off, and would
   * press the window flat.
   */
  Axis axis(String title, Predicate<Zone> ignored) {
    List<Zone> without = zones.stream().filter(ignored).toList();
    List<Line> fitted = new ArrayList<>();
    for (Line line : lines()) {
      double[] y = line.y().clone();
      for (int i = 0; i < y.length; i++) {
        double at = line.x()[i];
        if (without.stream().anyMatch(zone -> at >= zone.from() && at < zone.to())) {
          y[i] = Double.NaN;
        }
      }
      fitted.add(Line.of(line.label(), line.style(), line.x(), y));
    }
    return TimeChart.fit(title, fitted);
  }

  /** A share in percent needs no room above 100. */
  static Axis share(Axis fit) {
    return ((LinearScale) fit.scale()).to() > 100
        ? new Axis(fit.title(), new LinearScale(0, 100))
        : fit;
  }

  /** The largest value drawn that is off the axis; 0 where none is. */
  double largestOff(Axis y) {
    return lines().stream()
        .flatMapToDouble(line -> Arrays.stream(line.y()))
        .filter(value -> Double.isFinite(value) && y.scale().place(value) > 1 + 1e-9)
        .max()
        .orElse(0);
  }

  /**
   * @param heading of the drawing, for a reader who cannot see it
   * @param description for the same reader
   * @param unit put behind each value that is read out
   */
  Figure figure(
      String id,
      String title,
      String heading,
      String description,
      String caption,
      Axis y,
      String unit,
      Table table) {
    Chart chart = TimeChart.of(id, heading, description, time, y, zones, lines());
    List<Figure.Entry> legend =
        new ArrayList<>(groups.stream().filter(Group::drawn).flatMap(Group::legend).toList());
    if (!zones.isEmpty()) {
      legend.add(Figure.Entry.NOT_MEASURED);
    }
    String unitOfTime = time.unit().equals("s") ? " s" : " " + time.unit();
    String data =
        ChartData.of(
            second -> time.label((long) second) + unitOfTime,
            x,
            time,
            groups.stream().map(group -> group.readout(x, unit)).toList());
    return Figure.of(chart, title, caption, legend, data, table, true);
  }

  private static double[] at(List<double[]> runs, int i) {
    return runs.stream().mapToDouble(one -> one[i]).filter(Double::isFinite).sorted().toArray();
  }

  /** Of sorted values; NaN where there are none. */
  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? Double.NaN
        : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
