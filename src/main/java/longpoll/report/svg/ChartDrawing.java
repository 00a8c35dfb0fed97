package longpoll.report.svg;

import java.util.List;
import java.util.stream.DoubleStream;

/** Draws one chart at one size: axes, zones, bands, lines. Used once, by one thread. */
final class ChartDrawing {
  private static final double CHARACTER = 6.7;
  private static final int TOP = 30;
  private static final int BOTTOM = 44;
  private static final int RIGHT = 16;
  private static final int Y_TICKS = 6;
  private static final double MARK_RADIUS = 4;
  private static final double PIXELS_PER_X_TICK = 62;

  private final Chart chart;
  private final Size size;
  private final Markup out = new Markup();
  private final List<Tick> yTicks;
  private final double left;
  private final double right;
  private final double bottom;

  ChartDrawing(Chart chart, Size size) {
    this.chart = chart;
    this.size = size;
    this.yTicks = chart.y().scale().ticks(Y_TICKS);
    int longest = yTicks.stream().mapToInt(tick -> tick.label().length()).max().orElse(1);
    this.left = Math.ceil(longest * CHARACTER) + 14;
    this.right = size.width() - RIGHT;
    this.bottom = size.height() - BOTTOM;
  }

  String svg() {
    String id = chart.id() + "-" + size.word();
    out.open(
        "svg",
        "class",
        "chart " + size.word(),
        "width",
        size.width(),
        "height",
        size.height(),
        "viewBox",
        "0 0 " + size.width() + " " + size.height(),
        "role",
        "img",
        "aria-labelledby",
        id + "-t " + id + "-d",
        "data-left",
        left,
        "data-right",
        right);
    out.element("title", chart.title(), "id", id + "-t");
    out.element("desc", chart.description(), "id", id + "-d");
    chart.zones().forEach(this::zone);
    yAxis();
    xAxis();
    lines();
    out.empty("line", "class", "cursor", "x1", left, "x2", left, "y1", (double) TOP, "y2", bottom);
    out.close("svg");
    return out.toString();
  }

  private void zone(Zone zone) {
    double from = Math.max(left, px(zone.from()));
    double to = Math.min(right, px(zone.to()));
    if (to <= from) {
      return;
    }
    out.empty(
        "rect",
        "class",
        "zone",
        "x",
        from,
        "y",
        (double) TOP,
        "width",
        to - from,
        "height",
        bottom - TOP);
    double edge = to < right ? to : from;
    out.empty(
        "line", "class", "zone-edge", "x1", edge, "x2", edge, "y1", (double) TOP, "y2", bottom);
    double needed = zone.label().length() * CHARACTER + 8;
    if (to - from >= needed) {
      out.element(
          "text", zone.label(), "class", "zone-label", "x", from + 4, "y", (double) TOP + 13);
    } else if (to - from >= 14) {
      double x = (from + to) / 2 + 4;
      out.element(
          "text",
          zone.label(),
          "class",
          "zone-label",
          "text-anchor",
          "end",
          "transform",
          "translate(" + Markup.pixel(x) + " " + (TOP + 5) + ") rotate(-90)");
    }
  }

  private void yAxis() {
    out.element("text", chart.y().title(), "class", "axis-title", "x", 2.0, "y", 14.0);
    for (Tick tick : yTicks) {
      double y = py(tick.value());
      out.empty("line", "class", "grid", "x1", left, "x2", right, "y1", y, "y2", y);
      out.element(
          "text", tick.label(), "class", "tick", "x", left - 7, "y", y + 4, "text-anchor", "end");
    }
  }

  private void xAxis() {
    out.empty("line", "class", "axis", "x1", left, "x2", right, "y1", bottom, "y2", bottom);
    for (Tick tick : chart.x().scale().ticks((int) ((right - left) / PIXELS_PER_X_TICK) + 1)) {
      double x = px(tick.value());
      out.empty("line", "class", "axis", "x1", x, "x2", x, "y1", bottom, "y2", bottom + 4);
      double half = tick.label().length() * CHARACTER / 2;
      double centre = Math.min(x, size.width() - half - 1);
      out.element(
          "text",
          tick.label(),
          "class",
          "tick",
          "x",
          centre,
          "y",
          bottom + 17,
          "text-anchor",
          "middle");
    }
    out.element(
        "text",
        chart.x().title(),
        "class",
        "axis-title",
        "x",
        right,
        "y",
        (double) size.height() - 8,
        "text-anchor",
        "end");
  }

  /** What goes off the scale leaves the plot at its edge: an inner svg cuts what lies outside. */
  private void lines() {
    boolean cut =
        chart.lines().stream()
            .flatMapToDouble(line -> DoubleStream.of(line.y()))
            .anyMatch(this::off);
    double height = bottom - TOP;
    if (cut) {
      String box = "0 " + TOP + " " + size.width() + " " + Markup.pixel(height);
      out.open("svg", "y", (double) TOP, "width", size.width(), "height", height, "viewBox", box);
    }
    chart.lines().forEach(this::band);
    chart.lines().forEach(this::line);
    if (cut) {
      out.close("svg");
    }
  }

  private boolean off(double y) {
    double place = chart.y().scale().place(y);
    return drawable(y) && (place < -1e-9 || place > 1 + 1e-9);
  }

  private void band(Line line) {
    if (line.low() == null) {
      return;
    }
    int from = 0;
    while (from < line.x().length) {
      int to = from;
      while (to < line.x().length && drawable(line.low()[to]) && drawable(line.high()[to])) {
        to++;
      }
      if (to - from > 1) {
        StringBuilder path = new StringBuilder();
        for (int i = from; i < to; i++) {
          point(path, i == from ? 'M' : 'L', line.x()[i], line.high()[i]);
        }
        for (int i = to - 1; i >= from; i--) {
          point(path, 'L', line.x()[i], line.low()[i]);
        }
        out.empty("path", "class", "band s" + line.style(), "d", path.append('Z'));
      }
      from = Math.max(to, from) + 1;
    }
  }

  private void line(Line line) {
    if (line.look() == Line.Look.MARKS) {
      marks(line);
      return;
    }
    StringBuilder path = new StringBuilder();
    int last = -1;
    for (int i = 0; i < line.x().length; i++) {
      if (!drawable(line.y()[i])) {
        continue;
      }
      boolean joined = last >= 0 && last == i - 1;
      point(path, joined ? 'L' : 'M', line.x()[i], line.y()[i]);
      boolean followed = i + 1 < line.x().length && drawable(line.y()[i + 1]);
      if (!joined && !followed) {
        dot(line, i, "dot");
      }
      last = i;
    }
    if (last < 0) {
      return;
    }
    out.empty("path", "class", "line " + line.look().classes() + "s" + line.style(), "d", path);
    if (line.ends() && line.look() != Line.Look.THIN) {
      dot(line, last, "end");
    }
  }

  private void marks(Line line) {
    for (int i = 0; i < line.x().length; i++) {
      if (drawable(line.y()[i])) {
        Marks.forStyle(line.style())
            .draw(out, "mark s" + line.style(), px(line.x()[i]), py(line.y()[i]), MARK_RADIUS);
      }
    }
  }

  private void dot(Line line, int i, String kind) {
    out.empty(
        "circle",
        "class",
        kind + " s" + line.style(),
        "cx",
        px(line.x()[i]),
        "cy",
        py(line.y()[i]),
        "r",
        kind.equals("end") ? 3.5 : 2.5);
  }

  private void point(StringBuilder path, char command, double x, double y) {
    path.append(command).append(Markup.pixel(px(x))).append(' ').append(Markup.pixel(py(y)));
  }

  /**
   * Whether a value has a place on the y axis: a gap has none, nor has 0 where it is logarithmic.
   */
  private boolean drawable(double y) {
    return Double.isFinite(y) && Double.isFinite(chart.y().scale().place(y));
  }

  private double px(double x) {
    return left + chart.x().scale().place(x) * (right - left);
  }

  private double py(double y) {
    return bottom - chart.y().scale().place(y) * (bottom - TOP);
  }
}
