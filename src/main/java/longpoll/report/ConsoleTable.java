package longpoll.report;

import java.util.List;
import java.util.stream.IntStream;

/** A table in plain text, its columns as wide as their widest cell. */
final class ConsoleTable {
  private ConsoleTable() {}

  static String of(Table table, Console.Paint paint) {
    int columns = table.columns().size();
    List<List<String>> rows =
        table.rows().stream().map(row -> row.stream().map(ConsoleTable::ascii).toList()).toList();
    List<String> titles = table.columns().stream().map(Table.Column::title).toList();
    int[] widths =
        IntStream.range(0, columns)
            .map(
                column ->
                    Math.max(
                        titles.get(column).length(),
                        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)))
            .toArray();
    StringBuilder text = new StringBuilder();
    text.append(paint.strong(line(table, titles, widths))).append('\n');
    rows.forEach(row -> text.append(line(table, row, widths)).append('\n'));
    return text.toString();
  }

  private static String line(Table table, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String gap = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? "" : "  ");
      line.append(table.columns().get(column).number() ? gap + cell : cell + gap);
    }
    return line.toString().stripTrailing();
  }

  /** Terminals and logs are not all set to Unicode. */
  static String ascii(String text) {
    return text.replace('\u00a0', ' ').replace('\u2013', '-').replace('\u2212', '-');
  }
}
