package longpoll.report;

import java.util.List;
import longpoll.report.svg.Chart;
import longpoll.report.svg.Size;
import longpoll.report.svg.Swatch;

/**
 * A chart of a page with its heading, caption, legend and table; or, where there is nothing to
 * draw, a sentence that says why.
 *
 * @param wide the drawing for a wide page, or null where {@code absent} says why there is none
 * @param data what the chart shows, as JSON for the page's script
 * @param folded whether the table opens on demand
 */
public record Figure(
    String id,
    String title,
    String caption,
    String wide,
    String narrow,
    List<Entry> legend,
    String data,
    Table table,
    boolean folded,
    String absent) {

  /**
   * One line of the legend.
   *
   * @param kind as {@link Swatch} has them
   */
  public record Entry(String label, int style, String kind) {
    static final Entry NOT_MEASURED = new Entry("not measured", 0, "zone");

    /** The drawing before the label. */
    public String swatch() {
      return Swatch.svg(kind, style);
    }
  }

  static Figure of(
      Chart chart,
      String title,
      String caption,
      List<Entry> legend,
      String data,
      Table table,
      boolean folded) {
    return new Figure(
        chart.id(),
        title,
        caption,
        chart.svg(Size.WIDE),
        chart.svg(Size.NARROW),
        List.copyOf(legend),
        data,
        table,
        folded,
        "");
  }

  /** One of several charts that stand beside each other and share a legend and a table. */
  static Figure small(Chart chart, String title, String data) {
    String svg = chart.svg(Size.SMALL);
    return new Figure(chart.id(), title, "", svg, null, List.of(), data, null, false, "");
  }

  static Figure absent(String id, String title, String why, Table table) {
    return new Figure(id, title, "", null, null, List.of(), "", table, false, why);
  }
}
