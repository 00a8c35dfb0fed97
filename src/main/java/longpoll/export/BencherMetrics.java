package longpoll.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.compare.ComparedMeasure;

/**
 * Bencher Metric Format: an object for each benchmark, in it one for each measure, by the measure's
 * slug. Format: https://bencher.dev/docs/reference/bencher-metric-format, read by {@code bencher
 * run --adapter json}. It has no units, so that slugs name them: {@code lag-parked-p99-ms}.
 */
final class BencherMetrics {
  private final Map<String, Map<String, Metric>> benchmarks = new LinkedHashMap<>();

  void add(String benchmark, ComparedMeasure measure, Metric metric) {
    benchmarks
        .computeIfAbsent(benchmark, absent -> new LinkedHashMap<>())
        .put(slug(measure), metric);
  }

  String text() {
    return Json.text(benchmarks);
  }

  static String slug(ComparedMeasure measure) {
    List<String> words = new ArrayList<>(Names.words(measure));
    String unit =
        switch (measure.unit()) {
          case MILLIS -> "ms";
          case SHARE -> "share";
          case CORES -> "cores";
          // The name says it, or there is none.
          case BYTES, COUNT, PER_SECOND, RATIO -> "";
        };
    if (!unit.isEmpty() && !words.get(words.size() - 1).equals(unit)) {
      words.add(unit);
    }
    return String.join("-", words);
  }

  /**
   * @param lower null to leave it out
   * @param upper null to leave it out
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Metric(
      double value,
      @JsonProperty("lower_value") Double lower,
      @JsonProperty("upper_value") Double upper) {}
}
