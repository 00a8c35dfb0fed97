package longpoll.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Reads and writes {@code series.csv}: a header, then one row a second, comma-separated, decimal
 * points whatever the locale, an empty field for what was not measured. No value can hold a comma
 * or a quote, so nothing is quoted.
 */
public final class SeriesCsv {
  private static final List<String> COLUMNS =
      Arrays.stream(SeriesRow.class.getRecordComponents())
          .map(component -> component.getName())
          .toList();

  private SeriesCsv() {}

  public static String header() {
    return String.join(",", COLUMNS);
  }

  public static String line(SeriesRow row) {
    return Arrays.stream(SeriesRow.class.getRecordComponents())
        .map(
            component -> {
              try {
                return field(component.getAccessor().invoke(row));
              } catch (ReflectiveOperationException e) {
                throw new AssertionError("an accessor of a public record", e);
              }
            })
        .collect(Collectors.joining(","));
  }

  /**
   * @throws RecordException when the file is missing, or names the line and column that cannot be
   *     read
   */
  public static List<SeriesRow> read(Path csv) {
    List<SeriesRow> rows = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(csv)) {
      String header = in.readLine();
      if (header == null) {
        throw new RecordException(csv, "empty: a header line was expected");
      }
      List<String> names = List.of(header.split(",", -1));
      String text;
      for (int number = 2; (text = in.readLine()) != null; number++) {
        rows.add(new Line(csv, number, names, text.split(",", -1)).row());
      }
      return rows;
    } catch (IOException e) {
      throw new RecordException(csv, "cannot be read: " + e, e);
    }
  }

  private static String field(Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.4f", number)
        : value.toString();
  }

  /** One line under its header; columns are found by name, so that later versions may add some. */
  private record Line(Path csv, int number, List<String> names, String[] fields) {
    SeriesRow row() {
      if (fields.length != names.size()) {
        throw new RecordException(
            csv, "line " + number + " has " + fields.length + " fields, expected " + names.size());
      }
      return new SeriesRow(
          (int) whole("second"),
          text("phase"),
          whole("held"),
          wholeOrNull("serverHeld"),
          whole("polls"),
          whole("delivered"),
          whole("empty"),
          whole("gap"),
          whole("failed"),
          whole("events"),
          decimal("emptyRate"),
          decimal("lagP50Ms"),
          decimal("lagP99Ms"),
          decimal("lagMaxMs"),
          decimal("holdP50Ms"),
          decimal("holdP99Ms"),
          decimal("injectorCpu"),
          decimal("serverCpu"),
          decimal("loopLagMaxMs"));
    }

    private String text(String column) {
      int at = names.indexOf(column);
      if (at < 0) {
        throw new RecordException(csv, "column " + column + " is missing");
      }
      return fields[at];
    }

    private long whole(String column) {
      Long value = wholeOrNull(column);
      if (value == null) {
        throw new RecordException(csv, "line " + number + ", column " + column + " is empty");
      }
      return value;
    }

    private Long wholeOrNull(String column) {
      String text = text(column);
      try {
        return text.isEmpty() ? null : Long.valueOf(text);
      } catch (NumberFormatException e) {
        throw bad(column, text, e);
      }
    }

    private Double decimal(String column) {
      String text = text(column);
      try {
        return text.isEmpty() ? null : Double.valueOf(text);
      } catch (NumberFormatException e) {
        throw bad(column, text, e);
      }
    }

    private RecordException bad(String column, String text, NumberFormatException cause) {
      return new RecordException(
          csv, "line " + number + ", column " + column + " is not a number: " + text, cause);
    }
  }
}
