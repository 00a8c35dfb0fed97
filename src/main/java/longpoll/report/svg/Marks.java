package longpoll.report.svg;

/** Shapes of points, so that colour is never the only thing that tells them apart. */
enum Marks {
  CIRCLE,
  DIAMOND,
  SQUARE,
  CROSS;

  /** By a line's style. */
  static Marks forStyle(int style) {
    return values()[style % values().length];
  }

  /** By what a row of a forest chart says. */
  static Marks forKind(String kind) {
    return switch (kind) {
      case "invalid" -> SQUARE;
      case "missed" -> DIAMOND;
      default -> CIRCLE;
    };
  }

  void draw(Markup out, String classes, double x, double y, double radius) {
    switch (this) {
      case CIRCLE -> out.empty("circle", "class", classes, "cx", x, "cy", y, "r", radius);
      case DIAMOND ->
          path(
              out,
              classes,
              x,
              y,
              radius * 1.3,
              "M%s %sL%s %sL%s %sL%s %sZ",
              0,
              -1,
              1,
              0,
              0,
              1,
              -1,
              0);
      case SQUARE ->
          path(out, classes, x, y, radius, "M%s %sL%s %sL%s %sL%s %sZ", -1, -1, 1, -1, 1, 1, -1, 1);
      case CROSS ->
          path(out, classes, x, y, radius, "M%s %sL%s %sM%s %sL%s %s", -1, -1, 1, 1, 1, -1, -1, 1);
    }
  }

  private static void path(
      Markup out, String classes, double x, double y, double radius, String form, int... corners) {
    Object[] places = new Object[corners.length];
    for (int i = 0; i < corners.length; i++) {
      places[i] = Markup.pixel((i % 2 == 0 ? x : y) + corners[i] * radius);
    }
    out.empty("path", "class", classes, "d", String.format(java.util.Locale.ROOT, form, places));
  }
}
