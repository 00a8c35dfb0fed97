package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import longpoll.measure.InjectorQueue;
import longpoll.measure.Measure;
import longpoll.measure.SignedHistogram;
import longpoll.record.MetricSummary;
import longpoll.report.svg.Chart;
import longpoll.report.svg.HdrChart;
import longpoll.report.svg.LogScale;
import longpoll.text.Numbers;

/** Hold time and delivery lag by percentile, each with its table. */
final class LatencyFigures {
  static final double NANOS_PER_MILLI = 1e6;
  private static final String THIN = "\u2020";

  private LatencyFigures() {}

  private record Named(Measure measure, String label) {}

  static Figure holdTime(RunFacts facts, Map<Measure, SignedHistogram> totals, String unreadable) {
    List<Named> measures =
        List.of(
            new Named(Measure.HOLD_DELIVERED, "delivered (200)"),
            new Named(Measure.HOLD_EMPTY, "empty (204)"));
    return figure(
        "hold",
        "Hold time",
        "Request sent to response complete, as the client sees it",
        measures,
        facts,
        totals,
        unreadable,
        "No poll was answered inside the window.");
  }

  static Figure lag(RunFacts facts, Map<Measure, SignedHistogram> totals, String unreadable) {
    List<Named> measures =
        List.of(
            new Named(Measure.LAG, "all deliveries"),
            new Named(Measure.LAG_PARKED, "parked: the poll was waiting"),
            new Named(Measure.LAG_REPLAYED, "replayed: between two polls"),
            new Named(Measure.LAG_PROBE, "probes"));
    String queue = InjectorQueue.inWords(facts.run());
    return figure(
        "lag",
        "Delivery lag",
        (queue.isEmpty() ? "" : queue + " ") + "Planned publish instant to response complete",
        measures,
        facts,
        totals,
        unreadable,
        facts.whyNoLag());
  }

  /** The measures that have no chart. */
  static Table others(RunFacts facts) {
    return table(
        "Lateness, re-arm gap and broadcast by percentile (ms)",
        List.of(
            new Named(Measure.LATENESS, "lateness: empty polls past the hold limit"),
            new Named(Measure.REARM, "re-arm gap: answer to the next poll"),
            new Named(Measure.BROADCAST, "broadcast: until the last poll has the event")),
        facts);
  }

  private static Figure figure(
      String id,
      String title,
      String what,
      List<Named> measures,
      RunFacts facts,
      Map<Measure, SignedHistogram> totals,
      String unreadable,
      String whyNothing) {
    Table table = table(title + " by percentile (ms)", measures, facts);
    boolean anything =
        measures.stream().anyMatch(named -> facts.metric(named.measure().tag()).count() > 0);
    if (!anything) {
      return Figure.absent(id, title, whyNothing, table);
    }
    if (totals == null) {
      return Figure.absent(id, title, "No chart: " + unreadable, table);
    }
    List<HdrChart.Curve> curves = new ArrayList<>();
    List<String> tooFew = new ArrayList<>();
    for (int style = 0; style < measures.size(); style++) {
      Named named = measures.get(style);
      SignedHistogram values = totals.get(named.measure());
      if (values != null) {
        HdrChart.Curve curve = curve(named.label(), style, values);
        if (curve.drawable()) {
          curves.add(curve);
        } else {
          tooFew.add(named.label());
        }
      }
    }
    if (curves.isEmpty()) {
      return Figure.absent(
          id,
          title,
          "No chart: a curve needs more than " + HdrChart.SAMPLES_BEYOND + " samples.",
          table);
    }
    Chart chart = HdrChart.of(id, title + " by percentile", describe(measures, facts), curves);
    return Figure.of(
        chart, title, caption(what, chart, tooFew), percentileData(chart), table, false);
  }

  static HdrChart.Curve curve(String label, int style, SignedHistogram values) {
    return new HdrChart.Curve(
        label, style, values.count(), p -> values.valueAtPercentile(p) / NANOS_PER_MILLI);
  }

  static String percentileData(Chart chart) {
    return ChartData.of(chart, LatencyFigures::percentileLabel, " ms");
  }

  static String percentileLabel(double fraction) {
    double beyond = 100 * (1 - fraction);
    int decimals = beyond >= 10 ? 0 : (int) Math.ceil(-StrictMath.log10(beyond)) + 1;
    return "p" + Numbers.fixed(100 * fraction, Math.max(0, decimals));
  }

  static String caption(String what, Chart chart, List<String> tooFew) {
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

  private static String describe(List<Named> measures, RunFacts facts) {
    StringBuilder text = new StringBuilder();
    for (Named named : measures) {
      MetricSummary metric = facts.metric(named.measure().tag());
      if (metric.count() > 0) {
        text.append(named.label())
            .append(": p50 ")
            .append(Numbers.millis(metric.p50()))
            .append(", p99 ")
            .append(Numbers.millis(metric.p99()))
            .append(". ");
      }
    }
    return text.append("The table below has the values.").toString();
  }

  private static Table table(String caption, List<Named> measures, RunFacts facts) {
    Table.Builder table =
        new Table.Builder(caption)
            .text("Measure")
            .numbers("Samples", "Min", "Mean", "p50", "p90", "p99", "p99.9", "Max");
    boolean thin = false;
    for (Named named : measures) {
      MetricSummary metric = facts.metric(named.measure().tag());
      thin |= metric.count() > 0 && thin(metric.count(), 99.9);
      table.row(
          named.label(),
          Numbers.count(metric.count()),
          Numbers.digits(metric.min()),
          Numbers.digits(metric.mean()),
          at(metric, metric.p50(), 50),
          at(metric, metric.p90(), 90),
          at(metric, metric.p99(), 99),
          at(metric, metric.p999(), 99.9),
          Numbers.digits(metric.max()));
    }
    String note =
        THIN
            + " fewer than "
            + HdrChart.SAMPLES_BEYOND
            + " samples lie beyond this value: it may well differ in the next run.";
    return table.note(thin ? note : "").build();
  }

  private static String at(MetricSummary metric, Double value, double percentile) {
    boolean thin = value != null && thin(metric.count(), percentile);
    return Numbers.digits(value) + (thin ? THIN : "");
  }

  /** Whether fewer than {@value HdrChart#SAMPLES_BEYOND} samples lie beyond a percentile. */
  static boolean thin(long count, double percentile) {
    return count * (100 - percentile) / 100 + 1e-6 < HdrChart.SAMPLES_BEYOND;
  }
}
