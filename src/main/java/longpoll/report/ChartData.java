package longpoll.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import longpoll.report.svg.Scale;

/**
 * What a chart shows as JSON for the page's script, which reads out values under the pointer:
 * {@code {"x": [labels], "at": [places from 0 to 1], "lines": [{"label", "style", "y":
 * [values]}]}}. Safe inside a script element.
 */
final class ChartData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ChartData() {}

  /**
   * @param style null to leave it out
   * @param values one for each place, null where there is none
   */
  record Readout(String label, Integer style, List<String> values) {
    Readout(String label, List<String> values) {
      this(label, null, values);
    }

    private Map<String, Object> asMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("label", label);
      if (style != null) {
        map.put("style", style);
      }
      map.put("y", values);
      return map;
    }
  }

  static String of(DoubleFunction<String> xLabel, double[] x, Scale scale, List<Readout> readouts) {
    List<String> labels = new ArrayList<>();
    List<Double> places = new ArrayList<>();
    for (double at : x) {
      labels.add(xLabel.apply(at));
      places.add(Math.round(scale.place(at) * 1e4) / 1e4);
    }
    return json(labels, places, readouts);
  }

  /** Of a chart that has a row for each item, and each readout a value for each row. */
  static <T> String ofRows(
      List<T> items, Function<T, String> name, Map<String, Function<T, String>> values) {
    List<Readout> readouts = new ArrayList<>();
    values.forEach(
        (label, value) -> readouts.add(new Readout(label, items.stream().map(value).toList())));
    return json(items.stream().map(name).toList(), List.of(), readouts);
  }

  private static String json(List<String> labels, List<Double> places, List<Readout> readouts) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("x", labels);
    data.put("at", places);
    data.put("lines", readouts.stream().map(Readout::asMap).toList());
    try {
      return JSON.writeValueAsString(data).replace("&", "\\u0026").replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new AssertionError("plain lists and maps", e);
    }
  }
}
