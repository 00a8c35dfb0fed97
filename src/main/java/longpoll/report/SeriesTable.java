package longpoll.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import longpoll.record.SeriesRow;
import longpoll.report.svg.TimeScale;
import longpoll.text.Numbers;

/** The seconds of a run in a few groups, one row a group and one column a value. */
final class SeriesTable {
  private final String caption;
  private final Bins groups;
  private final TimeScale time;
  private final List<String> titles = new ArrayList<>();
  private final List<ToDoubleFunction<List<SeriesRow>>> values = new ArrayList<>();

  SeriesTable(String caption, Bins groups, TimeScale time) {
    this.caption = caption;
    this.groups = groups;
    this.time = time;
  }

  SeriesTable column(String title, ToDoubleFunction<List<SeriesRow>> value) {
    titles.add(title);
    values.add(value);
    return this;
  }

  Table build() {
    Table.Builder table =
        new Table.Builder(caption)
            .text("From (" + time.unit() + ")", "Phase")
            .numbers(titles.toArray(String[]::new));
    for (List<SeriesRow> group : groups.groups()) {
      List<String> cells = new ArrayList<>();
      cells.add(time.label(group.get(0).second()));
      cells.add(phases(group));
      values.forEach(value -> cells.add(Numbers.digits(value.applyAsDouble(group))));
      table.row(cells.toArray(String[]::new));
    }
    return table
        .note("Each row covers " + Numbers.fixed(groups.size(), 0) + " s; series.csv has all.")
        .build();
  }

  private String phases(List<SeriesRow> group) {
    String first = Text.orNone(group.get(0).phase());
    String last = Text.orNone(group.get(group.size() - 1).phase());
    return first.equals(last) ? first : first + ", " + last;
  }
}
