package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.Unit;
import longpoll.report.RunName.Side;
import longpoll.report.svg.Axis;
import longpoll.report.svg.CategoryScale;
import longpoll.report.svg.Chart;
import longpoll.report.svg.Line;
import longpoll.report.svg.LinearScale;

/** Each gated measure's value in each run: how far runs of one side lie apart. */
final class RunDots {
  private final Comparison comparison;
  private final List<String> labels = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final int candidateFrom;

  private RunDots(Comparison comparison) {
    this.comparison = comparison;
    int base = comparison.base().size();
    int candidate = comparison.candidate().size();
    // A pair shares a place on the axis. Unpaired sides follow each other, with a gap between.
    candidateFrom = comparison.paired() ? 0 : base + 1;
    for (int i = 1; i <= base; i++) {
      labels.add(String.valueOf(i));
      names.add((comparison.paired() ? "pair " : "base ") + i);
    }
    if (!comparison.paired()) {
      labels.add("");
      names.add("");
      for (int i = 1; i <= candidate; i++) {
        labels.add(String.valueOf(i));
        names.add("candidate " + i);
      }
    }
  }

  static List<Figure> of(Comparison comparison) {
    RunDots dots = new RunDots(comparison);
    return comparison.gated().stream()
        .filter(MeasureComparison::measured)
        .map(dots::figure)
        .toList();
  }

  static List<Figure.Entry> legend(Comparison comparison) {
    List<Figure.Entry> legend =
        new ArrayList<>(
            List.of(
                new Figure.Entry("base run", Side.BASE.style(), "mark"),
                new Figure.Entry("candidate run", Side.CANDIDATE.style(), "mark"),
                new Figure.Entry("base median", Side.BASE.style(), "line"),
                new Figure.Entry("candidate median", Side.CANDIDATE.style(), "line"),
                new Figure.Entry("the band of what does not matter", 0, "range")));
    if (comparison.paired()) {
      legend.add(new Figure.Entry("pair", 3, "thin"));
    }
    return legend;
  }

  /** One table for all the charts: a line a run, a column a measure. */
  static Table table(Comparison comparison) {
    Table.Builder table = new Table.Builder("Gated measures of each run").text("Run");
    List<MeasureComparison> gated =
        comparison.gated().stream().filter(MeasureComparison::measured).toList();
    gated.forEach(compared -> table.numbers(compared.measure().name()));
    for (RunName name : RunName.all(comparison)) {
      List<String> cells = new ArrayList<>(List.of(name.inShort()));
      for (MeasureComparison compared : gated) {
        List<Double> values = name.side() == Side.BASE ? compared.base() : compared.candidate();
        cells.add(compared.measure().unit().formatOrNone(values.get(name.number() - 1)));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table.build();
  }

  private Figure figure(MeasureComparison compared) {
    Unit unit = compared.measure().unit();
    List<Line> lines = new ArrayList<>();
    double end = labels.size() - 0.5;
    if (compared.baseMedian() != null) {
      Double band = compared.band();
      double median = inUnit(compared.baseMedian(), unit);
      Line line = Line.level("base median", Side.BASE.style(), -0.5, end, median);
      if (band != null) {
        double half = inUnit(band, unit);
        line =
            line.withBand(
                new double[] {median - half, median - half},
                new double[] {median + half, median + half});
      }
      lines.add(line);
    }
    if (compared.candidateMedian() != null) {
      double median = inUnit(compared.candidateMedian(), unit);
      double from = comparison.paired() ? -0.5 : candidateFrom - 0.5;
      lines.add(Line.level("candidate median", Side.CANDIDATE.style(), from, end, median));
    }
    if (comparison.paired()) {
      pairs(compared).forEach(lines::add);
    }
    lines.add(marks("base run", Side.BASE.style(), 0, compared.base(), unit));
    lines.add(
        marks("candidate run", Side.CANDIDATE.style(), candidateFrom, compared.candidate(), unit));
    String name = compared.measure().name();
    CategoryScale x = new CategoryScale(labels);
    Chart chart =
        new Chart(
            "runs-" + name.replaceAll("[^A-Za-z0-9]", "-"),
            name + " of each run",
            "One mark a run. The table below the charts has the values.",
            new Axis(comparison.paired() ? "pair" : "base runs, candidate runs", x),
            new Axis(unitWord(unit), fit(lines)),
            List.of(),
            lines);
    return Figure.small(chart, name, data(compared, x));
  }

  /** A thin line from each base run to its candidate run. */
  private Stream<Line> pairs(MeasureComparison compared) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < compared.base().size(); i++) {
      Double before = compared.base().get(i);
      Double after = compared.candidate().get(i);
      if (before != null && after != null) {
        Unit unit = compared.measure().unit();
        double[] y = {inUnit(before, unit), inUnit(after, unit)};
        lines.add(Line.of("pair", 3, new double[] {i, i}, y).withLook(Line.Look.THIN));
      }
    }
    return lines.stream();
  }

  private static Line marks(String label, int style, int from, List<Double> values, Unit unit) {
    double[] x = new double[values.size()];
    double[] y = new double[values.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = from + i;
      y[i] = values.get(i) == null ? Double.NaN : inUnit(values.get(i), unit);
    }
    return Line.of(label, style, x, y).withLook(Line.Look.MARKS);
  }

  private static LinearScale fit(List<Line> lines) {
    double[] all =
        lines.stream()
            .flatMap(line -> Stream.of(line.y(), line.low(), line.high()))
            .filter(Objects::nonNull)
            .flatMapToDouble(java.util.Arrays::stream)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return LinearScale.over(all[0], all[all.length - 1]);
  }

  private String data(MeasureComparison compared, CategoryScale x) {
    Unit unit = compared.measure().unit();
    List<ChartData.Readout> readouts =
        List.of(
            new ChartData.Readout("base", values(0, compared.base(), unit)),
            new ChartData.Readout("candidate", values(candidateFrom, compared.candidate(), unit)));
    double[] places = new double[labels.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    return ChartData.of(place -> names.get((int) place), places, x, readouts);
  }

  private List<String> values(int from, List<Double> of, Unit unit) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      Double value = i < from || i >= from + of.size() ? null : of.get(i - from);
      values.add(value == null ? null : unit.format(value));
    }
    return values;
  }

  static double inUnit(double value, Unit unit) {
    return switch (unit) {
      case SHARE -> value * 100;
      case BYTES -> value / 1e6;
      default -> value;
    };
  }

  static String unitWord(Unit unit) {
    return switch (unit) {
      case SHARE -> "%";
      case BYTES -> "MB";
      case PER_SECOND -> "a second";
      case RATIO, COUNT -> "";
      default -> unit == Unit.CORES ? "cores" : unit.symbol();
    };
  }
}
