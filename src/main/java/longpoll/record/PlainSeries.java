package longpoll.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the plain form of {@code series.csv}, which is what runs write: no quotes, no blanks. A
 * comparison reads 72,000 rows while somebody waits, and this takes a fraction of what data binding
 * does. Whatever is not plain is left to {@link SeriesCsv}, which also knows how to say what is
 * wrong.
 */
final class PlainSeries {
  private final int[] places;
  private final String[] fields;

  private PlainSeries(List<String> header, List<String> columns) {
    places = columns.stream().mapToInt(header::indexOf).toArray();
    fields = new String[header.size()];
  }

  /**
   * @param columns the components of a row, in their order
   * @return null where the file is not plain
   */
  static List<SeriesRow> read(Path csv, List<String> columns) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(csv)) {
      PlainSeries series = new PlainSeries(Arrays.asList(in.readLine().split(",", -1)), columns);
      if (Arrays.stream(series.places).anyMatch(place -> place < 0)) {
        return null;
      }
      List<SeriesRow> rows = new ArrayList<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!series.split(line)) {
          return null;
        }
        rows.add(series.row());
      }
      return rows;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private boolean split(String line) {
    int field = 0;
    int from = 0;
    for (int at = 0; at <= line.length(); at++) {
      char c = at == line.length() ? ',' : line.charAt(at);
      if (c == ',') {
        if (field == fields.length) {
          return false;
        }
        fields[field++] = line.substring(from, at);
        from = at + 1;
      } else if (c <= ' ' || c == '"') {
        return false;
      }
    }
    return field == fields.length;
  }

  private SeriesRow row() {
    String phase = fields[places[1]];
    return new SeriesRow(
        Integer.parseInt(fields[places[0]]),
        phase.isEmpty() ? null : phase,
        whole(2),
        fields[places[3]].isEmpty() ? null : (Long) whole(3),
        whole(4),
        whole(5),
        whole(6),
        whole(7),
        whole(8),
        whole(9),
        decimal(10),
        decimal(11),
        decimal(12),
        decimal(13),
        decimal(14),
        decimal(15),
        decimal(16),
        decimal(17),
        decimal(18));
  }

  private long whole(int column) {
    return Long.parseLong(fields[places[column]]);
  }

  private Double decimal(int column) {
    String field = fields[places[column]];
    if (field.isEmpty()) {
      return null;
    }
    char last = field.charAt(field.length() - 1);
    if (last < '0' || last > '9' || field.indexOf('x') >= 0 || field.indexOf('X') >= 0) {
      // NaN, 1d and 0x1p3 are numbers to Java only.
      throw new NumberFormatException(field);
    }
    return Double.valueOf(field);
  }
}
