package longpoll.export;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import longpoll.text.Numbers;

/**
 * OpenMetrics text, version 1.0: https://prometheus.io/docs/specs/om/open_metrics_spec/. All
 * families are gauges in base units, without timestamps, so that what reads the older Prometheus
 * text format reads them as well. A sample that is there already is not written again.
 */
final class OpenMetrics {
  private final Map<String, Family> families = new LinkedHashMap<>();

  /** A family's lines must stand together, so they are kept until all are known. */
  private record Family(String unit, String help, Set<String> samples) {}

  /**
   * @param unit the family's name ends with it; empty where there is none
   */
  void add(String family, String unit, String help, Map<String, String> labels, double value) {
    if (!unit.isEmpty() && !family.endsWith("_" + unit)) {
      throw new IllegalArgumentException(
          "a family's name must end with its unit " + unit + ", but is " + family);
    }
    families
        .computeIfAbsent(family, absent -> new Family(unit, help, new LinkedHashSet<>()))
        .samples()
        .add(family + labels(labels) + " " + Numbers.exact(value));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    families.forEach(
        (name, family) -> {
          text.append("# TYPE ").append(name).append(" gauge\n");
          if (!family.unit().isEmpty()) {
            text.append("# UNIT ").append(name).append(' ').append(family.unit()).append('\n');
          }
          text.append("# HELP ").append(name).append(' ').append(escaped(family.help()));
          text.append('\n');
          family.samples().forEach(sample -> text.append(sample).append('\n'));
        });
    return text.append("# EOF\n").toString();
  }

  private static String labels(Map<String, String> labels) {
    StringBuilder text = new StringBuilder("{");
    labels.forEach(
        (name, value) ->
            text.append(text.length() == 1 ? "" : ",")
                .append(name)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
    return text.append('}').toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
