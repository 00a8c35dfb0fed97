package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparer;
import longpoll.compare.PolicyReader;
import longpoll.fake.FakeRun;
import longpoll.record.RunFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;

/**
 * The three pages where their own scripts, the styles inside of them, or all styles are not
 * allowed: by reading them, and by looking at them in a browser, where there is one.
 */
@Timeout(180)
class PagesAnywhereTest {
  /** What Jenkins sends with each file of a build, unless its administrator says otherwise. */
  private static final String JENKINS =
      "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self'";

  private static final String NO_STYLES = "default-src 'none'";
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 7000;

  /** What is drawn is thinner. An icon that fills the page is not, nor is an area gone black. */
  private static final int LARGEST_SOLID = 12;

  @TempDir static Path results;
  private static Path report;

  @TempDir(factory = BelowTarget.class)
  Path aside;

  enum Page {
    REPORT,
    COMPARISON,
    INDEX;

    Path file() {
      return switch (this) {
        case REPORT -> report;
        case COMPARISON -> results.resolve("cmp/comparison.html");
        case INDEX -> results.resolve("index.html");
      };
    }
  }

  @BeforeAll
  static void writePages() throws Exception {
    List<ComparedRun> base = side(1, 3);
    List<ComparedRun> candidate = side(2, 6);
    report = base.get(0).folder().report();
    ReportPage.write(base.get(0).folder());
    Path folder = Files.createDirectory(results.resolve("cmp"));
    ComparisonPage.write(
        new Comparer(PolicyReader.builtIn()).compare(base, candidate, true), folder, folder);
    IndexPage.write(results);
  }

  private static List<ComparedRun> side(int seed, double lagMillis) throws IOException {
    List<ComparedRun> side = new ArrayList<>();
    for (FakeRun run : FakeComparisons.runs(6, seed)) {
      run.users = 60;
      run.ramp = 2;
      run.warmup = 2;
      run.seconds = 12;
      run.holdSeconds = 1;
      run.eventEverySeconds = 1;
      run.lagMillis = lagMillis;
      RunFolder folder = run.write(results.resolve("runs"));
      side.add(ComparedRun.read(folder.path()));
    }
    return side;
  }

  @ParameterizedTest
  @EnumSource
  void theStyleSheetIsInsideOfThePageAndBesideIt(Page page) throws Exception {
    String styles;
    try (InputStream in = Pages.class.getResourceAsStream("page.css")) {
      styles = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(page.file().resolveSibling("page.css")).hasContent(styles);
    String html = Files.readString(page.file());
    assertThat(html)
        .contains("<style>\n" + styles + "</style>")
        .contains("style-src 'self' 'unsafe-inline'; img-src 'self'")
        // Where both apply, the styles that were written with the page decide.
        .containsSubsequence("<link rel=\"stylesheet\" href=\"page.css\"/>", "<style>");
  }

  @ParameterizedTest
  @EnumSource
  void aDrawingHasItsSizeAndItsColoursWithoutAStyleSheet(Page page) throws Exception {
    PageReader reader = new PageReader(Files.readString(page.file()));
    assertThat(reader.all("*")).noneMatch(element -> element.hasAttribute("style"));
    List<Element> drawings = reader.all("svg");
    assertThat(drawings).hasSizeGreaterThan(5);
    for (Element drawing : drawings) {
      assertThat(Double.parseDouble(drawing.getAttribute("width"))).isPositive();
      assertThat(Double.parseDouble(drawing.getAttribute("height"))).isPositive();
      for (String shape : List.of("path", "rect", "circle", "text", "line")) {
        assertThat(reader.within(drawing, shape)).allMatch(PagesAnywhereTest::hasColour);
      }
    }
  }

  /**
   * Its own, or that of the drawing that it lies in; what is filled with nothing needs a stroke.
   */
  private static boolean hasColour(Element shape) {
    Element drawing = (Element) shape.getParentNode();
    String fill =
        shape.hasAttribute("fill") ? shape.getAttribute("fill") : drawing.getAttribute("fill");
    boolean stroked = shape.hasAttribute("stroke") || drawing.hasAttribute("stroke");
    boolean filled = !fill.isEmpty() && !fill.equals("none");
    return shape.getTagName().equals("line") ? stroked : filled || stroked && fill.equals("none");
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsHiddenUntilAScriptShowsIt(Page page) throws Exception {
    PageReader reader = new PageReader(Files.readString(page.file()));
    assertThat(reader.all("details"))
        .isNotEmpty()
        .allMatch(details -> details.hasAttribute("open"));
    assertThat(reader.all("*")).noneMatch(element -> element.hasAttribute("hidden"));
  }

  @ParameterizedTest
  @EnumSource
  void underJenkinsPolicyThePageLooksAsItShould(Page page) throws Exception {
    Picture picture = picture(page, JENKINS, false);
    assertThat(picture.count("#0b5cad")).as("links").isGreaterThan(100);
    assertThat(picture.count("#0067a5")).as("first lines").isGreaterThan(200);
    assertThat(picture.count("#b84a00")).as("second lines").isGreaterThan(200);
    assertThat(picture.count("#000000")).as("black, which no style has").isLessThan(20);
    assertIconsAreSmall(picture);
    if (page != Page.INDEX) {
      String banner = page == Page.REPORT ? "#e8f4ec" : "#fbeaea";
      assertThat(picture.count(banner)).as("the banner's back").isGreaterThan(10_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void underJenkinsPolicyADarkPageIsDark(Page page) throws Exception {
    Picture picture = picture(page, JENKINS, true);
    assertThat(picture.count("#15181b")).as("dark").isGreaterThan(WIDTH * HEIGHT / 2);
    assertThat(picture.count("#5cb3f0")).as("first lines").isGreaterThan(200);
    assertThat(picture.count("#ff9b52")).as("second lines").isGreaterThan(200);
    for (String light : List.of("#ffffff", "#0067a5", "#b84a00", "#14663a", "#a81d1d", "#0b5cad")) {
      assertThat(picture.count(light)).as("light %s", light).isLessThan(20);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutAnyStyleSheetDrawingsAreStillRight(Page page) throws Exception {
    Picture picture = picture(page, NO_STYLES, true);
    assertThat(picture.count("#0b5cad")).as("links have no style").isZero();
    assertThat(picture.count("#0067a5")).as("first lines").isGreaterThan(200);
    assertThat(picture.count("#b84a00")).as("second lines").isGreaterThan(200);
    assertThat(picture.count("#14663a") + picture.count("#a81d1d")).as("icons").isGreaterThan(20);
    assertIconsAreSmall(picture);
  }

  @Test
  void thePicturesCanTellALargeIconFromASmallOne() {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    for (int y = 3; y < 20; y++) {
      for (int x = 10; x < 40; x++) {
        image.setRGB(x, y, 0x14663a);
      }
    }
    assertThat(new Picture(image).largestSquare("#14663a")).isEqualTo(17);
    assertThat(new Picture(image).count("#14663a")).isEqualTo(17 * 30);
    assertThat(new Picture(image).largestSquare("#ffffff")).isZero();
  }

  private static void assertIconsAreSmall(Picture picture) {
    for (String colour : List.of("#000000", "#14663a", "#8a4b00", "#a81d1d")) {
      assertThat(picture.largestSquare(colour))
          .as("largest solid square of %s, in pixels", colour)
          .isLessThanOrEqualTo(LARGEST_SOLID);
    }
  }

  private Picture picture(Page page, String policy, boolean dark) throws Exception {
    Optional<Chromium> browser = Chromium.find();
    assumeTrue(
        browser.isPresent(),
        "pages were not opened in a browser: none of "
            + String.join(", ", Chromium.NAMES)
            + " is on the PATH");
    HttpServer server = serve(policy);
    try {
      String path = results.relativize(page.file()).toString();
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path);
      return new Picture(browser.get().picture(uri, WIDTH, HEIGHT, dark, aside));
    } finally {
      server.stop(0);
    }
  }

  /** Serves the results folder, each file with the policy. */
  private static HttpServer serve(String policy) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Path file = results.resolve(exchange.getRequestURI().getPath().substring(1));
          exchange.getResponseHeaders().set("Content-Security-Policy", policy);
          exchange
              .getResponseHeaders()
              .set("Content-Type", file.toString().endsWith(".css") ? "text/css" : "text/html");
          byte[] body = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
          exchange.sendResponseHeaders(
              body.length > 0 ? 200 : 404, body.length > 0 ? body.length : -1);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** The pixels of a page. */
  private record Picture(BufferedImage image) {
    int count(String colour) {
      int pixels = 0;
      for (boolean[] row : rows(colour)) {
        for (boolean pixel : row) {
          pixels += pixel ? 1 : 0;
        }
      }
      return pixels;
    }

    /** The side of the largest square that is of one colour throughout. */
    int largestSquare(String colour) {
      int largest = 0;
      int[] above = new int[image.getWidth() + 1];
      for (boolean[] row : rows(colour)) {
        int[] ending = new int[above.length];
        for (int x = 0; x < row.length; x++) {
          // A square that ends here is one larger than the smallest of those that end before it.
          ending[x + 1] = row[x] ? 1 + Math.min(ending[x], Math.min(above[x], above[x + 1])) : 0;
        }
        largest = Math.max(largest, Arrays.stream(ending).max().orElse(0));
        above = ending;
      }
      return largest;
    }

    private List<boolean[]> rows(String colour) {
      int rgb = Integer.parseInt(colour.substring(1), 16);
      List<boolean[]> rows = new ArrayList<>();
      for (int y = 0; y < image.getHeight(); y++) {
        boolean[] row = new boolean[image.getWidth()];
        for (int x = 0; x < row.length; x++) {
          row[x] = (image.getRGB(x, y) & 0xffffff) == rgb;
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** A Chromium that was installed as a snap sees no {@code /tmp} of ours. */
  static final class BelowTarget implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
        throws IOException {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      return Files.createTempDirectory(target, "pages");
    }
  }
}
