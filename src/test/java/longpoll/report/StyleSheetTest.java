package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import longpoll.report.svg.Line;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StyleSheetTest {
  /** The ratios that WCAG 2 asks for at level AA. */
  private static final double TEXT = 4.5;

  private static final double GRAPHICS = 3;

  private static final Pattern VARIABLE = Pattern.compile("--([a-z0-9-]+): (#[0-9a-f]{6});");

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark", "print"})
  void textAndLinesStandOutFromWhatIsBehindThem(String scheme) throws IOException {
    Map<String, String> colours = colours(scheme);
    for (String behind : List.of("page", "panel")) {
      for (String text : List.of("text", "quiet", "link", "bad")) {
        assertContrast(colours, text, behind, TEXT);
      }
    }
    for (String status : List.of("good", "missed", "bad")) {
      assertContrast(colours, status, status + "-back", TEXT);
      assertContrast(colours, status, "page", TEXT);
      assertContrast(colours, "text", status + "-back", TEXT);
    }
    for (int style = 0; style < Line.STYLES; style++) {
      assertContrast(colours, "s" + style, "page", GRAPHICS);
      assertContrast(colours, "s" + style, "zone", GRAPHICS);
    }
    assertContrast(colours, "quiet", "zone", TEXT);
    for (String verdict : List.of("good", "missed", "bad", "quiet")) {
      assertContrast(colours, verdict, "matter", GRAPHICS);
    }
  }

  private static void assertContrast(
      Map<String, String> colours, String front, String back, double least) {
    double one = luminance(colours.get(front));
    double other = luminance(colours.get(back));
    double ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    assertThat(ratio).as("%s on %s", front, back).isGreaterThanOrEqualTo(least);
  }

  private static double luminance(String hex) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double part = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      sum += weights[i] * (part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  /** The variables of a scheme: those of the first block, and over them the scheme's own. */
  private static Map<String, String> colours(String scheme) throws IOException {
    String[] blocks = css().split(":root \\{");
    assertThat(blocks).as("light, dark and print").hasSize(4);
    Map<String, String> colours = new HashMap<>();
    int own = List.of("light", "dark", "print").indexOf(scheme) + 1;
    for (int block : new int[] {1, own}) {
      Matcher variable = VARIABLE.matcher(blocks[block].substring(0, blocks[block].indexOf('}')));
      while (variable.find()) {
        colours.put(variable.group(1), variable.group(2));
      }
    }
    return colours;
  }

  private static String css() throws IOException {
    try (InputStream in = Pages.class.getResourceAsStream("page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
