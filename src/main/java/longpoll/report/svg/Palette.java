package longpoll.report.svg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The colours of the light scheme, by name. Their only source is the first block of {@code
 * page.css}: drawings carry them as attributes for readers without that style sheet.
 */
public final class Palette {
  private static final Pattern COLOUR = Pattern.compile("--([a-z0-9-]+): (#[0-9a-f]{6});");
  private static final Map<String, String> LIGHT = read("/longpoll/report/page.css");

  private Palette() {}

  /** All colours, as {@code #rrggbb}. */
  public static Map<String, String> light() {
    return LIGHT;
  }

  static String colour(String name) {
    String colour = LIGHT.get(name);
    if (colour == null) {
      throw new IllegalArgumentException("page.css has no light colour named " + name);
    }
    return colour;
  }

  private static Map<String, String> read(String styleSheet) {
    try (InputStream in = Palette.class.getResourceAsStream(styleSheet)) {
      String css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Map<String, String> colours = new HashMap<>();
      Matcher colour = COLOUR.matcher(css.substring(0, css.indexOf('}')));
      while (colour.find()) {
        colours.put(colour.group(1), colour.group(2));
      }
      return Map.copyOf(colours);
    } catch (IOException e) {
      throw new UncheckedIOException(styleSheet + " cannot be read from the class path", e);
    }
  }
}
