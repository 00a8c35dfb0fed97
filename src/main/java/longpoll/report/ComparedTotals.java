package longpoll.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import longpoll.compare.Comparison;
import longpoll.measure.Measure;
import longpoll.measure.SignedHistogram;
import longpoll.measure.TotalsLog;
import longpoll.record.RecordException;
import longpoll.record.RunFolder;

/**
 * The distributions of all runs of a comparison.
 *
 * @param paired whether n-th base and n-th candidate run belong together
 * @param unreadable a line for each run whose histograms cannot be read
 */
record ComparedTotals(boolean paired, List<Run> runs, List<String> unreadable) {

  /** A run whose histograms were read. */
  record Run(RunName name, Map<Measure, SignedHistogram> totals) {}

  /** A run's distribution of some measures together; there is at least one value in it. */
  record Curve(RunName name, SignedHistogram values, PercentileCurve curve) {}

  /** Decodes the runs' histograms at the same time, as far as there are processors for it. */
  static ComparedTotals read(Comparison comparison) {
    List<String> unreadable = Collections.synchronizedList(new ArrayList<>());
    List<Run> runs =
        RunName.all(comparison).parallelStream()
            .map(name -> new Run(name, totals(name, unreadable)))
            .filter(run -> run.totals() != null)
            .toList();
    return new ComparedTotals(comparison.paired(), runs, unreadable.stream().sorted().toList());
  }

  private static Map<Measure, SignedHistogram> totals(RunName name, List<String> unreadable) {
    RunFolder folder = name.run().folder();
    try {
      // Those that nothing is drawn of go at once: there may be forty runs.
      Map<Measure, SignedHistogram> all = TotalsLog.read(folder.totalsLog());
      Map<Measure, SignedHistogram> kept = new EnumMap<>(Measure.class);
      ComparedLatency.MEASURES.forEach(
          measure -> {
            if (all.get(measure) != null) {
              kept.put(measure, all.get(measure));
            }
          });
      return kept;
    } catch (RecordException e) {
      unreadable.add(name.inFull() + ": " + ReportPage.withoutFolder(e, folder));
      return null;
    }
  }

  /** The curves of the runs that measured any of the measures. */
  List<Curve> curves(List<Measure> measures) {
    List<Curve> curves = new ArrayList<>();
    for (Run run : runs) {
      SignedHistogram values = sum(List.of(run), measures);
      if (!values.isEmpty()) {
        curves.add(new Curve(run.name(), values, new PercentileCurve(values)));
      }
    }
    return curves;
  }

  /** All runs of a side together: histograms are added, percentiles are never averaged. */
  static SignedHistogram pooled(List<Curve> curves) {
    SignedHistogram sum = new SignedHistogram();
    curves.forEach(curve -> sum.add(curve.values()));
    return sum;
  }

  static List<Curve> side(List<Curve> curves, boolean base) {
    return curves.stream().filter(curve -> curve.name().base() == base).toList();
  }

  private static SignedHistogram sum(List<Run> some, List<Measure> measures) {
    SignedHistogram sum = new SignedHistogram();
    for (Run run : some) {
      for (Measure measure : measures) {
        SignedHistogram values = run.totals().get(measure);
        if (values != null) {
          sum.add(values);
        }
      }
    }
    return sum;
  }
}
