package longpoll.benchmark;

import java.util.ArrayList;
import java.util.List;
import longpoll.benchmark.Part.Column;
import longpoll.text.Numbers;

/** {@code docs/performance.md}, all of it: a table for each part. Pure. */
final class PerformancePage {
  private static final String HEAD =
      """
      <!-- made by mvn -Pbenchmark verify: do not change by hand -->

      # Performance

      Every figure about speed or memory that this project claims of itself, and how to measure it again:

      ```
      mvn -Pbenchmark verify
      ```

      measures all parts in less than 50 minutes, and writes this page and `performance.json` beside it. It wants Linux and a quiet
      machine. The command above each table measures that part alone; the others keep their figures, with their date and commit.
      Figures are medians of three rounds, in which those that are compared with each other take turns. What is not installed
      (`gcc`, `nginx` with nchan, `wrk`) is named below its table. `-Dbenchmark.rounds=1` is for a try: it writes
      `simulations/target/performance.md` and leaves this page as it is.

      Absolute figures are those of one machine. Ratios carry further.
      """;

  private PerformancePage() {}

  static String of(Figures figures) {
    StringBuilder page = new StringBuilder(HEAD);
    for (Part part : Part.values()) {
      page.append("\n## ").append(part.title()).append("\n\n");
      page.append(part.measured()).append("\n\n```\n").append(part.command()).append("\n```\n\n");
      Figures.Measured measured = figures.parts().get(part);
      if (measured == null) {
        page.append("Not measured yet.\n");
      } else {
        page.append(circumstances(measured)).append("\n\n").append(table(part, measured.rows()));
        page.append('\n').append(part.meaning()).append('\n');
      }
    }
    return page.toString();
  }

  private static String circumstances(Figures.Measured measured) {
    return "Made on "
        + measured.date()
        + " at commit "
        + measured.commit()
        + ", "
        + (measured.rounds() == 1 ? "one round" : "medians of " + measured.rounds() + " rounds")
        + ": "
        + measured.machine()
        + ".";
  }

  /** The table, and below it why a figure is missing. */
  static String table(Part part, List<Figures.Row> rows) {
    boolean grouped = rows.stream().anyMatch(row -> !row.group().isEmpty());
    StringBuilder table = new StringBuilder();
    List<String> titles = new ArrayList<>();
    if (grouped) {
      titles.add("");
    }
    titles.add(part.rows());
    part.columns().forEach(column -> titles.add(column.title()));
    line(table, titles);
    table.append(grouped ? "|---|---|" : "|---|");
    table.append("---:|".repeat(part.columns().size())).append('\n');
    for (Figures.Row row : rows) {
      List<String> cells = new ArrayList<>();
      if (grouped) {
        cells.add(row.group());
      }
      cells.add(row.name());
      part.columns().forEach(column -> cells.add(Numbers.digits(value(column, row, rows))));
      line(table, cells);
    }
    rows.stream()
        .filter(row -> row.note() != null)
        .forEach(
            row ->
                table
                    .append("\n")
                    .append(row.group().isEmpty() ? "" : row.group() + ", ")
                    .append(row.name())
                    .append(": ")
                    .append(row.note())
                    .append('\n'));
    return table.toString();
  }

  /** Null where the figure, or what it is divided by, was not measured. */
  private static Double value(Column column, Figures.Row row, List<Figures.Row> rows) {
    Double figure = row.figures().get(column.key());
    if (figure == null || column.over() == null) {
      return figure;
    }
    return rows.stream()
        .filter(other -> other.group().equals(row.group()) && other.name().equals(column.over()))
        .map(other -> other.figures().get(column.key()))
        .filter(other -> other != null && other != 0)
        .findFirst()
        .map(other -> figure / other)
        .orElse(null);
  }

  private static void line(StringBuilder table, List<String> cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
