package longpoll.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import longpoll.compare.Comparison;
import longpoll.measure.Measure;
import longpoll.measure.SignedHistogram;
import longpoll.report.svg.Chart;
import longpoll.report.svg.HdrChart;
import longpoll.report.svg.Line;
import longpoll.report.svg.PercentileScale;
import longpoll.report.svg.Zone;
import longpoll.text.Numbers;

/**
 * Lag and hold time by percentile, both sides on one chart: each run thin, all runs of a side added
 * up bold.
 */
final class ComparedLatency {
  static final int BASE = 0;
  static final int CANDIDATE = 1;

  /** All measures that are drawn. */
  static final Set<Measure> MEASURES =
      Set.of(Measure.LAG, Measure.LAG_PARKED, Measure.HOLD_DELIVERED, Measure.HOLD_EMPTY);

  private ComparedLatency() {}

  private record Shown(String id, String title, String what, List<Measure> measures) {}

  private static final List<Shown> ALL =
      List.of(
          new Shown(
              "lag-parked",
              "Delivery lag, parked",
              "Planned publish instant to response complete, where the poll was waiting",
              List.of(Measure.LAG_PARKED)),
          new Shown(
              "lag",
              "Delivery lag",
              "Planned publish instant to response complete, over all deliveries",
              List.of(Measure.LAG)),
          new Shown(
              "hold",
              "Hold time",
              "Request sent to response complete, delivered and empty polls together",
              List.of(Measure.HOLD_DELIVERED, Measure.HOLD_EMPTY)));

  static List<Figure> of(Comparison comparison, ComparedTotals totals) {
    List<Figure> figures = new ArrayList<>();
    for (Shown shown : ALL) {
      List<ComparedTotals.Curve> curves = totals.curves(shown.measures());
      figures.add(figure(comparison, totals, shown, curves));
      if (!shown.id().equals("lag")) {
        Figure shift = ShiftByPercentile.of(shown.id(), shown.title(), totals.paired(), curves);
        if (shift != null) {
          figures.add(shift);
        }
      }
    }
    return figures;
  }

  private static Figure figure(
      Comparison comparison,
      ComparedTotals totals,
      Shown shown,
      List<ComparedTotals.Curve> curves) {
    List<HdrChart.Curve> drawn = new ArrayList<>();
    List<Figure.Entry> legend = new ArrayList<>();
    double certain = Double.POSITIVE_INFINITY;
    for (boolean base : new boolean[] {true, false}) {
      List<ComparedTotals.Curve> side = ComparedTotals.side(curves, base);
      if (side.size() > 1) {
        for (ComparedTotals.Curve one : side) {
          HdrChart.Curve thin =
              one.curve().named(one.name().inShort(), style(base), Line.Look.THIN);
          drawn.add(thin);
          certain = Math.min(certain, Math.max(0, thin.decades()));
        }
      }
    }
    for (boolean base : new boolean[] {true, false}) {
      List<ComparedTotals.Curve> side = ComparedTotals.side(curves, base);
      if (!side.isEmpty()) {
        String word = base ? "base" : "candidate";
        boolean many = side.size() > 1;
        String label = word + (many ? ", " + side.size() + " runs added" : "");
        drawn.add(
            new PercentileCurve(ComparedTotals.pooled(side))
                .named(label, style(base), Line.Look.BOLD));
        legend.add(new Figure.Entry(label, style(base), "bold"));
        if (many) {
          legend.add(new Figure.Entry(word + ", single runs", style(base), "thin"));
        }
      }
    }
    if (drawn.stream().noneMatch(HdrChart.Curve::drawable)) {
      return Figure.absent(
          shown.id(), shown.title(), whyNone(comparison, totals, shown, curves), null);
    }
    double most = drawn.stream().mapToDouble(HdrChart.Curve::decades).max().orElseThrow();
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
    Chart chart =
        HdrChart.of(
            shown.id(),
            shown.title() + " by percentile, base and candidate",
            "Both sides added up, and their runs. The table has the values.",
            zones,
            drawn);
    String caption = LatencyFigures.caption(shown.what(), chart, List.of()) + leftOut(totals);
    return new Figure(
        shown.id(),
        shown.title(),
        caption,
        chart.svg(longpoll.report.svg.Size.WIDE),
        chart.svg(longpoll.report.svg.Size.NARROW),
        legend,
        data(chart, curves),
        table(shown, curves),
        true,
        "");
  }

  static int style(boolean base) {
    return base ? BASE : CANDIDATE;
  }

  static String leftOut(ComparedTotals totals) {
    return totals.unreadable().isEmpty()
        ? ""
        : " Left out: " + String.join("; ", totals.unreadable()) + ".";
  }

  private static String whyNone(
      Comparison comparison,
      ComparedTotals totals,
      Shown shown,
      List<ComparedTotals.Curve> curves) {
    if (!curves.isEmpty()) {
      return "No chart: a curve needs more than " + HdrChart.SAMPLES_BEYOND + " samples.";
    }
    if (!totals.unreadable().isEmpty()) {
      return "No chart: " + String.join("; ", totals.unreadable()) + ".";
    }
    if (shown.id().equals("hold")) {
      return "No poll was answered inside the window of any run.";
    }
    String why = new RunFacts(comparison.base().get(0).record()).whyNoLag();
    return why.isEmpty() ? "No run measured it." : why;
  }

  private static String data(Chart chart, List<ComparedTotals.Curve> curves) {
    PercentileScale scale = (PercentileScale) chart.x().scale();
    double[] fractions = HdrChart.fractions(scale, scale.decades());
    Map<String, List<String>> lines = new LinkedHashMap<>();
    for (boolean base : new boolean[] {true, false}) {
      List<ComparedTotals.Curve> side = ComparedTotals.side(curves, base);
      if (side.isEmpty()) {
        continue;
      }
      PercentileCurve pooled = new PercentileCurve(ComparedTotals.pooled(side));
      List<String> values = new ArrayList<>();
      for (double fraction : fractions) {
        values.add(value(pooled, side, fraction));
      }
      lines.put(base ? "base" : "candidate", values);
    }
    return ChartData.of(LatencyFigures::percentileLabel, fractions, scale, lines);
  }

  private static String value(
      PercentileCurve pooled, List<ComparedTotals.Curve> side, double fraction) {
    if (pooled.count() * (1 - fraction) < HdrChart.SAMPLES_BEYOND - 1e-6) {
      return null;
    }
    String text = Numbers.digits(pooled.millisAt(fraction * 100)) + " ms";
    double[] single =
        side.stream()
            .filter(one -> one.curve().count() * (1 - fraction) >= HdrChart.SAMPLES_BEYOND - 1e-6)
            .mapToDouble(one -> one.curve().millisAt(fraction * 100))
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

  private static Table table(Shown shown, List<ComparedTotals.Curve> curves) {
    Table.Builder table =
        new Table.Builder(shown.title() + " by percentile (ms)")
            .text("Runs")
            .numbers("Samples", "p50", "p90", "p99", "p99.9", "Max");
    for (boolean base : new boolean[] {true, false}) {
      List<ComparedTotals.Curve> side = ComparedTotals.side(curves, base);
      if (!side.isEmpty()) {
        String word = base ? "base" : "candidate";
        row(table, word + ", all", ComparedTotals.pooled(side));
      }
    }
    curves.forEach(one -> row(table, one.name().inShort(), one.values()));
    return table.build();
  }

  private static void row(Table.Builder table, String label, SignedHistogram values) {
    table.row(
        label,
        Numbers.count(values.count()),
        millis(values.valueAtPercentile(50)),
        millis(values.valueAtPercentile(90)),
        millis(values.valueAtPercentile(99)),
        millis(values.valueAtPercentile(99.9)),
        millis(values.max()));
  }

  private static String millis(long nanos) {
    return Numbers.digits(nanos / LatencyFigures.NANOS_PER_MILLI);
  }
}
