package longpoll.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import longpoll.report.svg.Chart;
import longpoll.report.svg.Line;
import longpoll.report.svg.Scale;
import longpoll.text.Numbers;

/**
 * What a chart shows as JSON for the page's script, which reads out values under the pointer:
 * {@code {"x": [labels], "at": [places from 0 to 1], "lines": [{"label", "style", "y":
 * [values]}]}}. Safe inside a script element.
 */
final class ChartData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ChartData() {}

  static String of(Chart chart, DoubleFunction<String> xLabel, String unit) {
    Line longest =
        chart.lines().stream().max(Comparator.comparingInt(line -> line.x().length)).orElseThrow();
    List<String> labels = new ArrayList<>();
    List<Double> places = new ArrayList<>();
    for (double x : longest.x()) {
      labels.add(xLabel.apply(x));
      places.add(Math.round(chart.x().scale().place(x) * 1e4) / 1e4);
    }
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Line line : chart.lines()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("label", line.label());
      one.put("style", line.style());
      one.put("y", values(line, longest.x(), unit));
      lines.add(one);
    }
    return json(labels, places, lines);
  }

  /** Of a chart whose readout says other than its lines do. */
  static String of(
      DoubleFunction<String> xLabel, double[] x, Scale scale, Map<String, List<String>> values) {
    List<String> labels = new ArrayList<>();
    List<Double> places = new ArrayList<>();
    for (double at : x) {
      labels.add(xLabel.apply(at));
      places.add(Math.round(scale.place(at) * 1e4) / 1e4);
    }
    List<Map<String, Object>> lines = new ArrayList<>();
    values.forEach(
        (label, of) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("label", label);
          one.put("y", of);
          lines.add(one);
        });
    return json(labels, places, lines);
  }

  /** Of a chart that has a row for each item, and each line a value for each row. */
  static <T> String ofRows(
      List<T> items, Function<T, String> name, Map<String, Function<T, String>> values) {
    List<Map<String, Object>> lines = new ArrayList<>();
    values.forEach(
        (label, value) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("label", label);
          one.put("y", items.stream().map(value).toList());
          lines.add(one);
        });
    return json(items.stream().map(name).toList(), List.of(), lines);
  }

  private static String json(
      List<String> labels, List<Double> places, List<Map<String, Object>> lines) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("x", labels);
    data.put("at", places);
    data.put("lines", lines);
    try {
      return JSON.writeValueAsString(data).replace("&", "\\u0026").replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new AssertionError("plain lists and maps", e);
    }
  }

  /** The line's values at the given places, or null where it has no point just there. */
  private static List<String> values(Line line, double[] x, String unit) {
    List<String> values = new ArrayList<>();
    boolean level = line.x().length == 2 && line.y()[0] == line.y()[1];
    for (int i = 0; i < x.length; i++) {
      double y = Double.NaN;
      if (level && x[i] >= line.x()[0] && x[i] <= line.x()[1]) {
        y = line.y()[0];
      } else if (!level && i < line.x().length && Math.abs(line.x()[i] - x[i]) < 1e-12) {
        y = line.y()[i];
      }
      values.add(Double.isFinite(y) ? Numbers.digits(y) + unit : null);
    }
    return values;
  }
}
