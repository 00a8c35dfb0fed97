package longpoll.report.svg;

import java.util.List;
import java.util.stream.Collectors;

/** Draws one forest chart at one size. Used once, by one thread. */
final class ForestDrawing {
  private static final double CHARACTER = 6.7;
  private static final int TOP = 34;
  private static final int BOTTOM = 30;
  private static final int CAP = 4;
  private static final int PART_GAP = 26;
  private static final double PIXELS_PER_TICK = 64;

  private final ForestChart chart;
  private final LinearScale scale;
  private final Size size;
  private final boolean narrow;
  private final double rowHeight;
  private final double left;
  private final double right;
  private final double[] middles;
  private final double bottom;
  private final Markup out = new Markup();

  ForestDrawing(ForestChart chart, Size size) {
    this.chart = chart;
    this.scale = chart.scale();
    this.size = size;
    this.narrow = size != Size.WIDE;
    this.rowHeight = narrow ? 44 : 27;
    this.left = narrow ? 10 : longest(row -> row.label()) + 14;
    this.right =
        size.width()
            - (narrow ? 10 : longest(row -> row.numbers()) + longest(row -> row.word()) + 40);
    this.middles = new double[chart.rows().size()];
    double y = TOP;
    for (int i = 0; i < middles.length; i++) {
      y += partBegins(i) ? PART_GAP : 0;
      middles[i] = y + rowHeight / 2;
      y += rowHeight;
    }
    this.bottom = y;
  }

  String svg() {
    String id = chart.id() + "-" + size.word();
    double height = bottom + BOTTOM;
    out.open(
        "svg",
        "class",
        "chart " + size.word(),
        "width",
        size.width(),
        "height",
        height,
        "viewBox",
        "0 0 " + size.width() + " " + Markup.pixel(height),
        "role",
        "img",
        "aria-labelledby",
        id + "-t " + id + "-d",
        "data-rows",
        java.util.stream.DoubleStream.of(middles)
            .mapToObj(Markup::pixel)
            .collect(Collectors.joining(" ")));
    out.element("title", chart.title(), "id", id + "-t");
    out.element("desc", chart.description(), "id", id + "-d");
    out.empty(
        "rect",
        "class",
        "cursor row-cursor",
        "x",
        0.0,
        "y",
        (double) TOP,
        "width",
        size.width(),
        "height",
        rowHeight);
    out.element(
        "text", chart.axisTitle(), "class", "axis-title", "x", narrow ? 2.0 : left, "y", 14.0);
    axis();
    for (int i = 0; i < middles.length; i++) {
      if (partBegins(i)) {
        out.element(
            "text",
            "not gated, for information",
            "class",
            "part",
            "x",
            2.0,
            "y",
            middles[i] - rowHeight / 2 - 7);
      }
      row(chart.rows().get(i), middles[i]);
    }
    out.close("svg");
    return out.toString();
  }

  private boolean partBegins(int i) {
    List<ForestChart.Row> rows = chart.rows();
    return i > 0 && rows.get(i - 1).deciding() && !rows.get(i).deciding();
  }

  private void axis() {
    for (Tick tick : scale.ticks((int) ((right - left) / PIXELS_PER_TICK) + 1)) {
      double x = px(tick.value());
      boolean zero = Math.abs(tick.value()) < 1e-9;
      out.empty(
          "line",
          "class",
          zero ? "axis" : "grid",
          "x1",
          x,
          "x2",
          x,
          "y1",
          (double) TOP - 6,
          "y2",
          bottom + 4);
      String label = tick.value() > 1e-9 ? "+" + tick.label() : tick.label();
      double half = (label.length() + 2) * CHARACTER / 2;
      double centre = Math.max(half, Math.min(x, size.width() - half));
      out.element(
          "text",
          label + "\u00a0%",
          "class",
          "tick",
          "x",
          centre,
          "y",
          bottom + 19,
          "text-anchor",
          "middle");
    }
  }

  private void row(ForestChart.Row row, double middle) {
    double y = narrow ? middle + 9 : middle;
    double textY = narrow ? middle - 8 : middle + 4;
    double from = Math.max(left, px(-row.band()));
    double to = Math.min(right, px(row.band()));
    double half = narrow ? 9 : rowHeight / 2 - 3;
    out.empty(
        "rect",
        "class",
        "zone matter",
        "x",
        from,
        "y",
        y - half,
        "width",
        to - from,
        "height",
        2 * half);
    out.empty("line", "class", "axis", "x1", px(0), "x2", px(0), "y1", y - half, "y2", y + half);
    out.element("text", row.label(), "class", "row-label", "x", 2.0, "y", textY);
    out.element(
        "text",
        row.word(),
        "class",
        "word v-" + row.kind(),
        "x",
        size.width() - 2.0,
        "y",
        textY,
        "text-anchor",
        "end");
    if (!narrow) {
      out.element(
          "text",
          row.numbers(),
          "class",
          "tick",
          "x",
          right + 14 + longest(one -> one.numbers()),
          "y",
          textY,
          "text-anchor",
          "end");
    }
    interval(row, y);
  }

  private void interval(ForestChart.Row row, double y) {
    double low = px(row.low());
    double high = px(row.high());
    double from = Math.min(Math.max(low, left), right);
    double to = Math.max(Math.min(high, right), left);
    String colour = "v-" + row.kind();
    StringBuilder path = new StringBuilder();
    line(path, from, y, to, y);
    end(path, from, y, low < left - 0.05 || low > right + 0.05 ? -1 : 0, low > right + 0.05);
    end(path, to, y, high > right + 0.05 || high < left - 0.05 ? 1 : 0, high < left - 0.05);
    out.empty("path", "class", "interval " + colour, "d", path);
    double x = px(row.estimate());
    if (x >= left - 0.05 && x <= right + 0.05) {
      Marks.forKind(row.kind()).draw(out, "estimate " + colour, x, y, 4.5);
    }
  }

  /** A cap where the interval ends, an arrow where the drawing does. */
  private static void end(StringBuilder path, double x, double y, int arrow, boolean otherWay) {
    if (arrow == 0) {
      line(path, x, y - CAP, x, y + CAP);
      return;
    }
    int way = otherWay ? -arrow : arrow;
    line(path, x - way * 6.0, y - CAP, x, y);
    line(path, x - way * 6.0, y + CAP, x, y);
  }

  private static void line(StringBuilder path, double x1, double y1, double x2, double y2) {
    path.append('M').append(Markup.pixel(x1)).append(' ').append(Markup.pixel(y1));
    path.append('L').append(Markup.pixel(x2)).append(' ').append(Markup.pixel(y2));
  }

  private double px(double value) {
    return left + scale.place(value) * (right - left);
  }

  private double longest(java.util.function.Function<ForestChart.Row, String> text) {
    return Math.ceil(
        CHARACTER
            * chart.rows().stream().mapToInt(row -> text.apply(row).length()).max().orElse(0));
  }
}
