package longpoll.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.record.MetricSummary;
import longpoll.report.svg.HdrChart;
import longpoll.result.InjectorQueue;
import longpoll.text.Numbers;

/** Hold time and delivery lag of one run by percentile, each with its table. */
final class LatencyFigures {
  private static final String THIN = "\u2020";

  private LatencyFigures() {}

  static Figure holdTime(RunFacts facts, Map<Measure, SignedHistogram> totals, String unreadable) {
    return figure(
        new Titles("hold", "Hold time", "Request sent to response complete, as the client sees it"),
        of(Measure.Kind.HOLD_TIME),
        facts,
        totals,
        unreadable,
        "No poll was answered inside the window.");
  }

  static Figure lag(RunFacts facts, Map<Measure, SignedHistogram> totals, String unreadable) {
    String queue = InjectorQueue.inWords(facts.run());
    return figure(
        new Titles(
            "lag",
            "Delivery lag",
            (queue.isEmpty() ? "" : queue + " ") + "Planned publish instant to response complete"),
        of(Measure.Kind.DELIVERY_LAG),
        facts,
        totals,
        unreadable,
        facts.whyNoLag());
  }

  /** The measures that have no chart. */
  static Table others(RunFacts facts) {
    List<Measure> others = of(Measure.Kind.OTHER);
    List<String> names = others.stream().map(one -> one.label().split(":")[0]).toList();
    int last = names.size() - 1;
    String all = String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    return table(all.substring(0, 1).toUpperCase(Locale.ROOT) + all.substring(1), others, facts);
  }

  private static List<Measure> of(Measure.Kind kind) {
    return Arrays.stream(Measure.values()).filter(measure -> measure.kind() == kind).toList();
  }

  private record Titles(String id, String title, String what) {}

  private static Figure figure(
      Titles titles,
      List<Measure> measures,
      RunFacts facts,
      Map<Measure, SignedHistogram> totals,
      String unreadable,
      String whyNothing) {
    Table table = table(titles.title(), measures, facts);
    if (measures.stream().allMatch(measure -> facts.metric(measure).count() == 0)) {
      return Figure.absent(titles.id(), titles.title(), whyNothing, table);
    }
    if (totals == null) {
      return Figure.absent(titles.id(), titles.title(), "No chart: " + unreadable, table);
    }
    List<PercentileFigure.Group> groups = new ArrayList<>();
    for (Measure measure : measures) {
      SignedHistogram values = totals.get(measure);
      if (values != null) {
        int style = measures.indexOf(measure);
        groups.add(PercentileFigure.Group.single(facts.label(measure), style, values));
      }
    }
    PercentileFigure figure =
        new PercentileFigure(
            titles.id(),
            titles.title(),
            titles.title() + " by percentile",
            describe(measures, facts),
            titles.what(),
            groups);
    return figure.drawable()
        ? figure.figure("", table, false)
        : Figure.absent(titles.id(), titles.title(), PercentileFigure.TOO_FEW, table);
  }

  private static String describe(List<Measure> measures, RunFacts facts) {
    StringBuilder text = new StringBuilder();
    for (Measure measure : measures) {
      MetricSummary metric = facts.metric(measure);
      if (metric.count() > 0) {
        text.append(facts.label(measure))
            .append(": p50 ")
            .append(Numbers.millis(metric.p50()))
            .append(", p99 ")
            .append(Numbers.millis(metric.p99()))
            .append(". ");
      }
    }
    return text.append("The table below has the values.").toString();
  }

  private static Table table(String title, List<Measure> measures, RunFacts facts) {
    Table.Builder table =
        new Table.Builder(title + " by percentile (ms)")
            .text("Measure")
            .numbers("Samples", "Min", "Mean", "p50", "p90", "p99", "p99.9", "Max");
    boolean thin = false;
    for (Measure measure : measures) {
      MetricSummary metric = facts.metric(measure);
      thin |= metric.count() > 0 && PercentileFigure.thin(metric.count(), 99.9);
      table.row(
          facts.label(measure),
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
    boolean thin = value != null && PercentileFigure.thin(metric.count(), percentile);
    return Numbers.digits(value) + (thin ? THIN : "");
  }
}
