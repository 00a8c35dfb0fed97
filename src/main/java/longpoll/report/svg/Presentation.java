package longpoll.report.svg;

/**
 * How the parts of a drawing look, as SVG presentation attributes, by their classes: some servers
 * and mail programs apply no style sheet. The colours are those of the light scheme. The rules of
 * {@code page.css} take precedence over attributes and name the colour that the scheme has.
 */
final class Presentation {
  private Presentation() {}

  /**
   * The attributes of an element, each with a space before it.
   *
   * @param classes the part first, then what varies it, last whose colour it has
   */
  static String attributes(String classes) {
    String[] words = classes.split(" ");
    String variant = words.length > 1 ? words[1] : "";
    String owner = words[words.length - 1];
    return switch (words[0]) {
      case "chart" -> chart(variant);
      case "zone" -> fill(variant.equals("matter") ? "matter" : "zone");
      case "zone-edge" -> stroke("rule") + dash("3 3");
      case "grid" -> stroke("grid");
      case "axis" -> stroke("quiet");
      case "tick", "zone-label" -> fill("quiet");
      case "axis-title", "row-label" -> fill("text");
      case "part" -> fill("quiet") + attribute("font-style", "italic");
      case "word" -> fill(verdict(owner)) + attribute("font-weight", "600");
      case "cursor" -> cursor(variant);
      case "line" -> line(variant, owner);
      case "band" -> fill(owner) + attribute("opacity", "0.18");
      case "dot" -> fill(owner);
      case "end" -> open(owner);
      case "mark" -> mark(owner);
      case "interval" -> hollow(verdict(owner), "2");
      case "estimate" -> fill(verdict(owner));
      default -> throw new IllegalArgumentException("no part of a drawing: " + classes);
    };
  }

  /** Of a chart in two sizes the wide one is shown, unless a style sheet knows better. */
  private static String chart(String size) {
    return attribute("font-family", "sans-serif")
        + attribute("font-size", "12")
        + (size.equals(Size.NARROW.word()) ? attribute("display", "none") : "");
  }

  /** Shown by the page's script only. */
  private static String cursor(String variant) {
    return (variant.equals("row-cursor") ? fill("zone") : stroke("quiet") + dash("2 2"))
        + attribute("visibility", "hidden");
  }

  private static String line(String look, String style) {
    String join = attribute("stroke-linejoin", "round");
    return switch (look) {
      case "thin" -> hollow(style, "1") + join + attribute("opacity", "0.55");
      case "bold" -> hollow(style, "2.6") + join + (style.equals("s6") ? "" : dashOf(style));
      default -> hollow(style, "1.8") + join + dashOf(style);
    };
  }

  private static String mark(String style) {
    return switch (Marks.forStyle(number(style))) {
      case CIRCLE -> open(style);
      case DIAMOND, SQUARE -> fill(style);
      case CROSS -> hollow(style, "2");
    };
  }

  /** Dashes tell lines apart where colours do not. */
  private static String dashOf(String style) {
    return switch (number(style)) {
      case 1 -> dash("7 3");
      case 2 -> dash("2.5 2.5");
      case 3 -> dash("10 3 2 3");
      case 4 -> dash("12 4");
      case 5 -> dash("5 2 1 2 1 2");
      case 6 -> dash("4 4");
      case 7 -> dash("1.5 2");
      default -> "";
    };
  }

  private static int number(String style) {
    return Integer.parseInt(style.substring(1));
  }

  private static String verdict(String kind) {
    String verdict = kind.substring("v-".length());
    return verdict.equals("invalid") ? "bad" : verdict;
  }

  private static String open(String colour) {
    return fill("page") + stroke(colour) + attribute("stroke-width", "1.8");
  }

  private static String hollow(String colour, String width) {
    return attribute("fill", "none") + stroke(colour) + attribute("stroke-width", width);
  }

  private static String fill(String colour) {
    return attribute("fill", Palette.colour(colour));
  }

  private static String stroke(String colour) {
    return attribute("stroke", Palette.colour(colour));
  }

  private static String dash(String lengths) {
    return attribute("stroke-dasharray", lengths);
  }

  private static String attribute(String name, String value) {
    return " " + name + "=\"" + value + "\"";
  }
}
