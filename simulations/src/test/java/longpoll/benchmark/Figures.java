package longpoll.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured, part by part, as {@code docs/performance.json} keeps it: a part that is
 * measured again replaces its own figures only. Immutable.
 */
record Figures(Map<Part, Measured> parts) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * One part.
   *
   * @param date ISO 8601
   * @param commit abbreviated, with a note where the sources were changed since
   * @param machine cores, memory, kernel and JDK
   * @param rounds of which the figures are the medians
   */
  record Measured(String date, String commit, String machine, int rounds, List<Row> rows) {}

  /**
   * One row of a table.
   *
   * @param group of the rows that are compared with each other; empty where all are
   * @param figures by the key of their column; what was not measured is not there
   * @param note why something was not measured, or null
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(String group, String name, Map<String, Double> figures, String note) {}

  /** Those of a file; none where there is no such file. */
  static Figures read(Path file) throws IOException {
    return Files.exists(file) ? JSON.readValue(file.toFile(), Figures.class) : new Figures(null);
  }

  Figures {
    EnumMap<Part, Measured> sorted = new EnumMap<>(Part.class);
    if (parts != null) {
      sorted.putAll(parts);
    }
    parts = Collections.unmodifiableMap(sorted);
  }

  Figures with(Part part, Measured measured) {
    Map<Part, Measured> all = new EnumMap<>(Part.class);
    all.putAll(parts);
    all.put(part, measured);
    return new Figures(all);
  }

  void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }
}
