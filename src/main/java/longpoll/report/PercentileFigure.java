package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import longpoll.histogram.SignedHistogram;
import longpoll.record.MetricSummary;
import longpoll.report.svg.Chart;
import longpoll.report.svg.HdrChart;
import longpoll.report.svg.Line;
import longpoll.report.svg.LogScale;
import longpoll.report.svg.PercentileScale;
import longpoll.report.svg.Zone;
import longpoll.text.Numbers;

/**
 * Distributions by percentile as a figure, in ms. Each line stands for a group of runs: a measure
 * of the one run that a report is of, one of several runs, or all runs of a side of a comparison.
 * Of a group of several, each run is drawn thin and their sum bold.
 *
 * @param title what is shown, for the heading
 * @param heading of the drawing, for a reader who cannot see it
 * @param description for the same reader
 * @param what from what to what is measured
 */
record PercentileFigure(
    String id, String title, String heading, String description, String what, List<Group> groups) {
  static final String TOO_FEW =
      "No chart: a curve needs more than " + HdrChart.SAMPLES_BEYOND + " samples.";

  /**
   * @param side whether it is a side of a comparison, whose sum is bold even when it is of one run
   * @param runs at least one
   * @param sum of the runs
   */
  record Group(
      String label, int style, boolean side, List<PercentileCurve> runs, PercentileCurve sum) {
    static Group single(String label, int style, SignedHistogram values) {
      PercentileCurve curve = PercentileCurve.of(label, values);
      return new Group(label, style, false, List.of(curve), curve);
    }

    static Group side(String label, int style, List<PercentileCurve> runs) {
      return new Group(label, style, true, runs, PercentileCurve.pooled(label, runs));
    }

    private boolean many() {
      return runs.size() > 1;
    }

    private Stream<HdrChart.Curve> single() {
      return many()
          ? runs.stream().map(run -> run.drawn(run.name(), style, Line.Look.THIN))
          : Stream.empty();
    }

    private HdrChart.Curve whole() {
      return sum.drawn(fullLabel(), style, side ? Line.Look.BOLD : Line.Look.PLAIN);
    }

    private String fullLabel() {
      return many() ? label + ", " + runs.size() + " runs added" : label;
    }

    private Stream<Figure.Entry> legend() {
      Figure.Entry sum = new Figure.Entry(fullLabel(), style, side ? "bold" : "line");
      return many()
          ? Stream.of(sum, new Figure.Entry(label + ", single runs", style, "thin"))
          : Stream.of(sum);
    }
  }

  boolean drawable() {
    return curves().stream().anyMatch(HdrChart.Curve::drawable);
  }

  private List<HdrChart.Curve> curves() {
    return Stream.concat(groups.stream().flatMap(Group::single), groups.stream().map(Group::whole))
        .toList();
  }

  /**
   * To be asked only when it is {@link #drawable}.
   *
   * @param remark put behind the caption, or empty
   */
  Figure figure(String remark, Table table, boolean folded) {
    List<HdrChart.Curve> curves = curves();
    List<Group> shown = new ArrayList<>();
    List<String> tooFew = new ArrayList<>();
    for (Group group : groups) {
      if (group.side() || group.whole().drawable()) {
        shown.add(group);
      } else {
        tooFew.add(group.label());
      }
    }
    double most = curves.stream().mapToDouble(HdrChart.Curve::decades).max().orElseThrow();
    double certain =
        groups.stream()
            .flatMap(Group::single)
            .mapToDouble(one -> Math.max(0, one.decades()))
            .min()
            .orElse(most);
    List<Figure.Entry> legend = new ArrayList<>(shown.stream().flatMap(Group::legend).toList());
    List<Zone> zones = new ArrayList<>();
    if (certain < most) {
      PercentileScale scale = new PercentileScale(Math.max(most, 0.1));
      zones.add(
          new Zone(
              "thin in single runs", scale.fraction(certain / scale.decades()), scale.fraction(1)));
      legend.add(
          new Figure.Entry(
              "fewer than " + HdrChart.SAMPLES_BEYOND + " samples of some run lie beyond",
              0,
              "zone"));
    }
    Chart chart = HdrChart.of(id, heading, description, zones, curves);
    PercentileScale scale = (PercentileScale) chart.x().scale();
    return Figure.of(
        chart,
        title,
        caption(chart, tooFew) + remark,
        legend,
        readout(HdrChart.fractions(scale, most), scale, shown),
        table,
        folded);
  }

  private String caption(Chart chart, List<String> tooFew) {
    String scale =
        chart.y().scale() instanceof LogScale
            ? "the ms axis is logarithmic"
            : "the ms axis is linear and includes 0";
    return what
        + "; "
        + scale
        + ". An open circle marks where a curve stops because fewer than "
        + HdrChart.SAMPLES_BEYOND
        + " samples lie beyond it."
        + (tooFew.isEmpty() ? "" : " Too few samples to draw: " + String.join(", ", tooFew) + ".");
  }

  private static String readout(double[] fractions, PercentileScale scale, List<Group> groups) {
    List<ChartData.Readout> readouts = new ArrayList<>();
    for (Group group : groups) {
      List<String> values = new ArrayList<>();
      for (double fraction : fractions) {
        values.add(enough(group.sum(), fraction) ? value(group, fraction) : null);
      }
      Integer style = group.side() ? null : (Integer) group.style();
      readouts.add(new ChartData.Readout(group.label(), style, values));
    }
    return ChartData.of(PercentileFigure::label, fractions, scale, readouts);
  }

  private static String value(Group group, double fraction) {
    String text = Numbers.digits(group.sum().millisAt(fraction * 100)) + " ms";
    double[] single =
        group.runs().stream()
            .filter(run -> enough(run, fraction))
            .mapToDouble(run -> run.millisAt(fraction * 100))
            .sorted()
            .toArray();
    return single.length < 2
        ? text
        : text
            + " (runs "
            + Numbers.digits(single[0])
            + " to "
            + Numbers.digits(single[single.length - 1])
            + ")";
  }

  private static boolean enough(PercentileCurve curve, double fraction) {
    return curve.count() * (1 - fraction) >= HdrChart.SAMPLES_BEYOND - 1e-6;
  }

  /** A fraction as a percentile, with as many digits as it has nines. */
  static String label(double fraction) {
    double beyond = 100 * (1 - fraction);
    int decimals = beyond >= 10 ? 0 : (int) Math.ceil(-StrictMath.log10(beyond)) + 1;
    return "p" + Numbers.fixed(100 * fraction, Math.max(0, decimals));
  }

  /** Whether fewer than {@value HdrChart#SAMPLES_BEYOND} samples lie beyond a percentile. */
  static boolean thin(long count, double percentile) {
    return count * (100 - percentile) / 100 + 1e-6 < HdrChart.SAMPLES_BEYOND;
  }

  /** A table of percentiles, to be filled by {@link #row}. */
  static Table.Builder table(String title, String first) {
    return new Table.Builder(title + " by percentile (ms)")
        .text(first)
        .numbers("Samples", "p50", "p90", "p99", "p99.9", "Max");
  }

  static String[] row(String label, MetricSummary summary) {
    return new String[] {
      label,
      Numbers.count(summary.count()),
      Numbers.digits(summary.p50()),
      Numbers.digits(summary.p90()),
      Numbers.digits(summary.p99()),
      Numbers.digits(summary.p999()),
      Numbers.digits(summary.max())
    };
  }
}
