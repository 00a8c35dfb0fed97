package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import longpoll.report.RunName.Side;
import longpoll.report.svg.Axis;
import longpoll.report.svg.Chart;
import longpoll.report.svg.HdrChart;
import longpoll.report.svg.Line;
import longpoll.report.svg.PercentileScale;
import longpoll.report.svg.TimeChart;
import longpoll.text.Numbers;

/** How much later the candidate is at each percentile, and how much that varies between runs. */
final class ShiftByPercentile {
  private static final int STYLE = 6;
  private static final double[] IN_TABLE = {0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999};

  private final boolean paired;
  private final ReadRuns<PercentileCurve> curves;
  private final PercentileCurve base;
  private final PercentileCurve candidate;

  private ShiftByPercentile(boolean paired, ReadRuns<PercentileCurve> curves) {
    this.paired = paired;
    this.curves = curves;
    base = PercentileCurve.pooled("base", curves.of(Side.BASE));
    candidate = PercentileCurve.pooled("candidate", curves.of(Side.CANDIDATE));
  }

  /** None where a side has no values, or some run too few for a curve. */
  static Optional<Figure> of(
      String id, String title, boolean paired, ReadRuns<PercentileCurve> curves) {
    long fewest = curves.runs().stream().mapToLong(run -> run.content().count()).min().orElse(0);
    if (curves.of(Side.BASE).isEmpty()
        || curves.of(Side.CANDIDATE).isEmpty()
        || fewest <= HdrChart.SAMPLES_BEYOND) {
      return Optional.empty();
    }
    double decades = StrictMath.log10((double) fewest / HdrChart.SAMPLES_BEYOND);
    return Optional.of(
        new ShiftByPercentile(paired, curves)
            .figure(id + "-shift", title, new PercentileScale(Math.max(decades, 0.1))));
  }

  private Figure figure(String id, String title, PercentileScale scale) {
    double[] x = HdrChart.fractions(scale, scale.decades());
    double[] y = each(x, this::shift);
    Line line = Line.of("candidate minus base", STYLE, x, y).withLook(Line.Look.BOLD);
    boolean ranged = curves.runs().size() > 2;
    if (ranged) {
      line = line.withBand(each(x, this::lowest), each(x, this::highest));
    }
    Line none = Line.level("no shift", 3, 0, x[x.length - 1], 0);
    Axis fit = TimeChart.fit("ms later (negative: earlier)", List.of(line));
    Chart chart =
        new Chart(
            id,
            title + ": shift by percentile",
            "Candidate minus base at each percentile. The table has the values.",
            new Axis("percentile", scale),
            fit,
            List.of(),
            List.of(none, line));
    List<Figure.Entry> legend =
        new ArrayList<>(List.of(new Figure.Entry("candidate minus base", STYLE, "bold")));
    if (ranged) {
      legend.add(new Figure.Entry(paired ? "range over pairs" : "range over runs", STYLE, "range"));
    }
    legend.add(new Figure.Entry("no shift", 3, "line"));
    return Figure.of(
        chart,
        title + ", shift by percentile",
        caption(ranged),
        legend,
        data(x, scale, ranged),
        table(title, scale, ranged),
        true);
  }

  private String caption(boolean ranged) {
    String range =
        !ranged
            ? ""
            : paired
                ? " The band: from the smallest to the largest difference within a pair."
                : " The band: from the smallest to the largest difference between any candidate run"
                    + " and any base run.";
    return "Candidate minus base at the same percentile, the runs of each side added up."
        + range
        + " The axis ends where some run has fewer than "
        + HdrChart.SAMPLES_BEYOND
        + " samples beyond.";
  }

  private String data(double[] x, PercentileScale scale, boolean ranged) {
    List<String> shifts = new ArrayList<>();
    List<String> ranges = new ArrayList<>();
    for (double fraction : x) {
      shifts.add(Numbers.signedDigits(shift(fraction)) + " ms");
      ranges.add(range(fraction));
    }
    List<ChartData.Readout> readouts =
        new ArrayList<>(List.of(new ChartData.Readout("candidate minus base", shifts)));
    if (ranged) {
      readouts.add(new ChartData.Readout(paired ? "pairs" : "runs", ranges));
    }
    return ChartData.of(PercentileFigure::label, x, scale, readouts);
  }

  private Table table(String title, PercentileScale scale, boolean ranged) {
    Table.Builder table =
        new Table.Builder(title + ": shift by percentile (ms)")
            .text("Percentile")
            .numbers("Base", "Candidate", "Shift", paired ? "Range over pairs" : "Range over runs");
    for (double fraction : IN_TABLE) {
      if (scale.place(fraction) <= 1) {
        table.row(
            PercentileFigure.label(fraction),
            Numbers.digits(base.millisAt(100 * fraction)),
            Numbers.digits(candidate.millisAt(100 * fraction)),
            Numbers.signedDigits(shift(fraction)),
            ranged ? range(fraction) : Numbers.NONE);
      }
    }
    return table.build();
  }

  private double shift(double fraction) {
    return candidate.millisAt(100 * fraction) - base.millisAt(100 * fraction);
  }

  private double lowest(double fraction) {
    return range(fraction, true);
  }

  private double highest(double fraction) {
    return range(fraction, false);
  }

  private double range(double fraction, boolean lowest) {
    double extreme = lowest ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    for (ReadRuns.Run<PercentileCurve> after : curves.runs()) {
      for (ReadRuns.Run<PercentileCurve> before : curves.runs()) {
        if (after.name().side() == Side.CANDIDATE
            && before.name().side() == Side.BASE
            && (!paired || after.name().number() == before.name().number())) {
          double difference =
              after.content().millisAt(100 * fraction) - before.content().millisAt(100 * fraction);
          extreme = lowest ? Math.min(extreme, difference) : Math.max(extreme, difference);
        }
      }
    }
    return Double.isFinite(extreme) ? extreme : Double.NaN;
  }

  private String range(double fraction) {
    double low = lowest(fraction);
    return Double.isNaN(low)
        ? Numbers.NONE
        : Numbers.signedDigits(low) + " to " + Numbers.signedDigits(highest(fraction));
  }

  private static double[] each(double[] x, ToDoubleFunction<Double> value) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = value.applyAsDouble(x[i]);
    }
    return y;
  }
}
