package longpoll.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import longpoll.compare.Comparison;
import longpoll.compare.MeasureComparison;
import longpoll.compare.ShiftText;
import longpoll.compare.Verdict;
import longpoll.report.svg.ForestChart;
import longpoll.report.svg.Size;

/** The shifts of all gated measures and of some others on one scale. */
final class ForestFigure {
  /** Shown beside the gated measures whether they moved or not. */
  private static final Set<String> OTHERS =
      Set.of(
          "lag.p50",
          "lag.p99",
          "lag.parked.p999",
          "lag.probe.p99",
          "broadcast.p99",
          "lateness.p99",
          "rearm.p99",
          "hold.delivered.p50",
          "polls.perSecond",
          "events.perSecond",
          "held.mean",
          "health.server.rssBytes",
          "health.injector.cpu");

  private static final Set<Verdict> MOVED =
      Set.of(Verdict.REGRESSION, Verdict.CHANGED, Verdict.IMPROVED);
  private static final int MOST_OTHERS = 20;

  private ForestFigure() {}

  static Figure of(Comparison comparison) {
    List<MeasureComparison> shown = shown(comparison);
    if (shown.isEmpty()) {
      return Figure.absent("shifts", "Shifts and their intervals", whyNone(comparison), null);
    }
    ForestChart chart =
        new ForestChart(
            "shifts",
            "Shift of each measure from base to candidate, with its interval",
            "One row a measure, the gated ones first. The table has the values.",
            "shift, % of the base median",
            shown.stream().map(compared -> row(comparison, compared)).toList());
    return new Figure(
        chart.id(),
        "Shifts and their intervals",
        caption(comparison, shown),
        chart.svg(Size.WIDE),
        chart.svg(Size.NARROW),
        List.of(new Figure.Entry("the band of what does not matter", 0, "band")),
        data(comparison, shown),
        null,
        false,
        "");
  }

  private static List<MeasureComparison> shown(Comparison comparison) {
    List<MeasureComparison> drawable =
        comparison.measures().stream()
            .filter(compared -> compared.relativeShift() != null && compared.band() != null)
            .toList();
    List<MeasureComparison> shown =
        new ArrayList<>(drawable.stream().filter(MeasureComparison::gated).toList());
    drawable.stream()
        .filter(compared -> !compared.gated())
        .filter(
            compared ->
                OTHERS.contains(compared.measure().name()) || MOVED.contains(compared.verdict()))
        .limit(MOST_OTHERS)
        .forEach(shown::add);
    return shown;
  }

  private static ForestChart.Row row(Comparison comparison, MeasureComparison compared) {
    String kind = Banner.kind(compared.verdict());
    boolean plain =
        comparison.verdict() == Verdict.NOT_COMPARABLE
            || compared.verdict() == Verdict.EQUIVALENT
            || kind.equals("aborted");
    return new ForestChart.Row(
        compared.measure().name(),
        100 * compared.relativeShift(),
        100 * compared.relative(compared.shift().low()),
        100 * compared.relative(compared.shift().high()),
        100 * compared.relative(compared.band()),
        plain ? "quiet" : kind,
        Banner.word(comparison, compared),
        ShiftText.relative(compared) + " (" + ShiftText.interval(compared) + ")",
        compared.gated());
  }

  private static String caption(Comparison comparison, List<MeasureComparison> shown) {
    StringBuilder text =
        new StringBuilder("Estimated shift and its interval against the band that a shift has to");
    text.append(" leave to matter. An arrow: the interval goes on beyond the drawing.");
    List<String> without =
        comparison.gated().stream()
            .filter(compared -> !shown.contains(compared))
            .map(compared -> compared.measure().name())
            .toList();
    if (!without.isEmpty()) {
      text.append(" Gated, but not drawn for want of a relative shift: ")
          .append(String.join(", ", without))
          .append('.');
    }
    return text.toString();
  }

  private static String whyNone(Comparison comparison) {
    return comparison.measures().stream()
        .filter(compared -> compared.gated() && !compared.reason().isEmpty())
        .map(compared -> "No interval can be drawn: " + compared.reason() + ".")
        .findFirst()
        .orElse("No measure has a shift relative to its baseline.");
  }

  private static String data(Comparison comparison, List<MeasureComparison> shown) {
    Map<String, Function<MeasureComparison, String>> lines = new LinkedHashMap<>();
    lines.put("base", one -> one.measure().unit().formatOrNone(one.baseMedian()));
    lines.put("candidate", one -> one.measure().unit().formatOrNone(one.candidateMedian()));
    lines.put("shift", one -> ShiftText.shift(one) + ", " + ShiftText.relative(one));
    lines.put("interval", one -> ShiftText.interval(one) + " at " + ShiftText.confidence(one));
    lines.put("band", ShiftText::band);
    lines.put("verdict", one -> Banner.word(comparison, one));
    return ChartData.ofRows(shown, one -> one.measure().name(), lines);
  }
}
