package longpoll.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import longpoll.compare.Comparison;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.histogram.TotalsLog;
import longpoll.record.RunFolder;
import longpoll.report.RunName.Side;

/** Lag and hold time of a comparison by percentile: both sides on one chart, and their shift. */
final class ComparedLatency {
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

  private ComparedLatency() {}

  static List<Figure> of(Comparison comparison) {
    ReadRuns<Map<Measure, SignedHistogram>> totals =
        ReadRuns.read(comparison, ComparedLatency::totals);
    List<Figure> figures = new ArrayList<>();
    for (Shown shown : ALL) {
      ReadRuns<PercentileCurve> curves =
          totals.map((name, values) -> curve(name, values, shown.measures()));
      figures.add(figure(comparison, shown, curves));
      if (!shown.id().equals("lag")) {
        ShiftByPercentile.of(shown.id(), shown.title(), comparison.paired(), curves)
            .ifPresent(figures::add);
      }
    }
    return figures;
  }

  /** What nothing is drawn of goes at once: there may be forty runs. */
  private static Map<Measure, SignedHistogram> totals(RunFolder folder) {
    Map<Measure, SignedHistogram> all = TotalsLog.read(folder.totalsLog());
    Map<Measure, SignedHistogram> kept = new EnumMap<>(Measure.class);
    ALL.stream()
        .flatMap(shown -> shown.measures().stream())
        .filter(all::containsKey)
        .forEach(measure -> kept.put(measure, all.get(measure)));
    return kept;
  }

  /** Of the measures together; null where the run has no value of them. */
  private static PercentileCurve curve(
      RunName name, Map<Measure, SignedHistogram> values, List<Measure> measures) {
    SignedHistogram sum = new SignedHistogram();
    measures.stream().map(values::get).filter(Objects::nonNull).forEach(sum::add);
    return sum.isEmpty() ? null : PercentileCurve.of(name.inShort(), sum);
  }

  private static Figure figure(
      Comparison comparison, Shown shown, ReadRuns<PercentileCurve> curves) {
    List<PercentileFigure.Group> groups = new ArrayList<>();
    Table.Builder table = PercentileFigure.table(shown.title(), "Runs");
    for (Side side : Side.values()) {
      if (!curves.of(side).isEmpty()) {
        PercentileFigure.Group group =
            PercentileFigure.Group.side(side.word(), side.style(), curves.of(side));
        groups.add(group);
        table.row(PercentileFigure.row(side.word() + ", all", group.sum().values().summary()));
      }
    }
    for (ReadRuns.Run<PercentileCurve> run : curves.runs()) {
      PercentileCurve curve = run.content();
      table.row(PercentileFigure.row(curve.name(), curve.values().summary()));
    }
    PercentileFigure figure =
        new PercentileFigure(
            shown.id(),
            shown.title(),
            shown.title() + " by percentile, base and candidate",
            "Both sides added up, and their runs. The table has the values.",
            shown.what(),
            groups);
    return figure.drawable()
        ? figure.figure(curves.leftOut(), table.build(), true)
        : Figure.absent(shown.id(), shown.title(), whyNone(comparison, shown, curves), null);
  }

  private static String whyNone(
      Comparison comparison, Shown shown, ReadRuns<PercentileCurve> curves) {
    if (!curves.runs().isEmpty()) {
      return PercentileFigure.TOO_FEW;
    }
    if (!curves.unreadable().isEmpty()) {
      return "No chart: " + String.join("; ", curves.unreadable()) + ".";
    }
    if (shown.id().equals("hold")) {
      return "No poll was answered inside the window of any run.";
    }
    String why = new RunFacts(comparison.base().get(0).record()).whyNoLag();
    return why.isEmpty() ? "No run measured it." : why;
  }
}
