package longpoll.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of a page. The first cell of each row is its heading.
 *
 * @param note a sentence under the table, or empty
 */
public record Table(String caption, List<Column> columns, List<List<String>> rows, String note) {
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "table "
                + caption
                + ": a row of "
                + row.size()
                + " for "
                + columns.size()
                + " columns");
      }
    }
  }

  /**
   * @param number whether cells are numbers and stand on the right
   */
  public record Column(String title, boolean number) {
    static Column text(String title) {
      return new Column(title, false);
    }

    static Column number(String title) {
      return new Column(title, true);
    }
  }

  /** Collects rows. */
  static final class Builder {
    private final String caption;
    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private String note = "";

    Builder(String caption) {
      this.caption = caption;
    }

    Builder text(String... titles) {
      for (String title : titles) {
        columns.add(Column.text(title));
      }
      return this;
    }

    Builder numbers(String... titles) {
      for (String title : titles) {
        columns.add(Column.number(title));
      }
      return this;
    }

    Builder row(String... cells) {
      rows.add(List.of(cells));
      return this;
    }

    Builder note(String sentence) {
      note = sentence;
      return this;
    }

    boolean hasRows() {
      return !rows.isEmpty();
    }

    Table build() {
      return new Table(caption, columns, rows, note);
    }
  }
}
