package longpoll.report.svg;

/** What stands before an entry of a legend: a piece of a line, a mark, or a shaded box. */
public final class Swatch {
  private static final int WIDTH = 34;
  private static final int HEIGHT = 12;

  private Swatch() {}

  /**
   * @param kind {@code line}, {@code thin}, {@code bold}, {@code mark}, {@code marked} (a line with
   *     its mark), {@code zone}, {@code band} or {@code range}
   * @param style of a line, a mark or a range: 0 to 7
   */
  public static String svg(String kind, int style) {
    Markup out = new Markup();
    String box = "0 0 " + WIDTH + " " + HEIGHT;
    out.open("svg", "width", WIDTH, "height", HEIGHT, "viewBox", box, "aria-hidden", "true");
    switch (kind) {
      case "zone" -> box(out, "zone", Palette.colour("rule"));
      case "band" -> box(out, "zone matter", Palette.colour("rule"));
      case "range" -> box(out, "band s" + style, "none");
      case "mark" -> mark(out, style);
      case "marked" -> {
        line(out, "line s" + style);
        mark(out, style);
      }
      case "thin", "bold" -> line(out, "line " + kind + " s" + style);
      default -> line(out, "line s" + style);
    }
    return out.close("svg").toString();
  }

  private static void box(Markup out, String classes, String edge) {
    out.empty(
        "rect", "class", classes, "x", 4.5, "y", 0.5, "width", 25, "height", 11, "stroke", edge);
  }

  private static void line(Markup out, String classes) {
    out.empty("line", "class", classes, "x1", 0, "x2", WIDTH, "y1", 6, "y2", 6);
  }

  private static void mark(Markup out, int style) {
    Marks.forStyle(style).draw(out, "mark s" + style, WIDTH / 2.0, HEIGHT / 2.0, 4);
  }
}
