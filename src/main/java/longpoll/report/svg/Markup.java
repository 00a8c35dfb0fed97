package longpoll.report.svg;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Builds SVG text: escapes what it is given, writes coordinates to a tenth of a pixel, and adds to
 * a class the attributes that {@link Presentation} has for it.
 */
final class Markup {
  private final StringBuilder text = new StringBuilder();

  /** Opens an element; attributes are name and value in turn. */
  Markup open(String name, Object... attributes) {
    tag(name, attributes);
    text.append('>');
    return this;
  }

  Markup close(String name) {
    text.append("</").append(name).append(">\n");
    return this;
  }

  Markup empty(String name, Object... attributes) {
    tag(name, attributes);
    text.append("/>\n");
    return this;
  }

  Markup element(String name, String content, Object... attributes) {
    open(name, attributes);
    text.append(escape(content));
    return close(name);
  }

  private void tag(String name, Object... attributes) {
    text.append('<').append(name);
    String look = "";
    for (int i = 0; i < attributes.length; i += 2) {
      Object value = attributes[i + 1];
      text.append(' ')
          .append(attributes[i])
          .append("=\"")
          .append(value instanceof Double number ? pixel(number) : escape(value.toString()))
          .append('"');
      if (attributes[i].equals("class")) {
        look = Presentation.attributes(value.toString());
      }
    }
    text.append(look);
  }

  static String pixel(double value) {
    double scaled = value * 10;
    long tenths = Math.round(scaled);
    // A page of many runs has some hundred thousand of these, and few are ties.
    if (tenths > 0 && Math.abs(scaled - tenths) < 0.499) {
      return tenths % 10 == 0 ? "" + tenths / 10 : tenths / 10 + "." + tenths % 10;
    }
    return BigDecimal.valueOf(value)
        .setScale(1, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  static String escape(String content) {
    return content
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
