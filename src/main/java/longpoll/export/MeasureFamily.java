package longpoll.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import longpoll.compare.ComparedMeasure;
import longpoll.compare.Unit;

/**
 * A measure as OpenMetrics names it: {@code lag.parked.p99} is {@code longpoll_lag_parked_seconds}
 * with a label {@code stat="p99"}.
 *
 * @param unit a base unit; empty where there is none
 * @param statistic empty where the measure is no statistic of a distribution
 */
record MeasureFamily(String name, String unit, String statistic, String help) {
  private static final Set<String> STATISTICS = Set.of("p50", "p90", "p99", "p999", "mean", "max");

  static MeasureFamily of(ComparedMeasure measure) {
    List<String> words = new ArrayList<>(Names.words(measure));
    String path = measure.name();
    String statistic = path.substring(path.lastIndexOf('.') + 1);
    boolean ofDistribution = measure.unit() == Unit.MILLIS && STATISTICS.contains(statistic);
    if (ofDistribution) {
      words.remove(words.size() - 1);
      path = "metrics." + path.substring(0, path.lastIndexOf('.'));
    }
    String unit =
        switch (measure.unit()) {
          case MILLIS -> "seconds";
          case SHARE, RATIO -> "ratio";
          case BYTES -> "bytes";
          case CORES -> "cores";
          case COUNT, PER_SECOND -> "";
        };
    if (!unit.isEmpty()) {
      words.remove(measure.unit() == Unit.MILLIS ? "ms" : unit);
      words.add(unit);
    }
    return new MeasureFamily(
        "longpoll_" + String.join("_", words),
        unit,
        ofDistribution ? statistic : "",
        "What run.json has as " + path + ".");
  }

  static double inBaseUnit(double value, Unit unit) {
    return unit == Unit.MILLIS ? value / 1000 : value;
  }
}
