package longpoll.report.svg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import longpoll.report.Golden;
import org.junit.jupiter.api.Test;

class ChartTest {
  private static final double NONE = Double.NaN;

  @Test
  void aTimeChartIsDrawnAsStored() throws Exception {
    Golden.check("time-wide.svg", () -> timeChart().svg(Size.WIDE));
    Golden.check("time-narrow.svg", () -> timeChart().svg(Size.NARROW));
  }

  @Test
  void aPercentileChartIsDrawnAsStored() throws Exception {
    Golden.check("hdr-wide.svg", () -> hdrChart().svg(Size.WIDE));
    Golden.check("hdr-narrow.svg", () -> hdrChart().svg(Size.NARROW));
  }

  @Test
  void aForestChartIsDrawnAsStored() throws Exception {
    Golden.check("forest-wide.svg", () -> forest().svg(Size.WIDE));
    Golden.check("forest-narrow.svg", () -> forest().svg(Size.NARROW));
  }

  @Test
  void anIntervalThatGoesFarBeyondTheOthersIsCutAndDoesNotPressThemFlat() {
    ForestChart chart = forest();
    assertThat(chart.scale().to()).isLessThan(100);
    assertThat(chart.rows().get(2).high()).isGreaterThan(chart.scale().to());
    assertThat(chart.svg(Size.WIDE)).doesNotContain("NaN", "Infinity");
  }

  private static ForestChart forest() {
    return new ForestChart(
        "shifts",
        "Shifts",
        "Three rows.",
        "shift, %",
        List.of(
            new ForestChart.Row("worse", 20, 12, 28, 10, "invalid", "regression", "+20 %", true),
            new ForestChart.Row("same", 0.5, -3, 4, 10, "quiet", "equivalent", "+0.5 %", true),
            new ForestChart.Row("wide", 30, -40, 900, 5, "quiet", "inconclusive", "+30 %", true),
            new ForestChart.Row("<off>", -95, -99, -91, 5, "good", "improved", "-95 %", false)));
  }

  @Test
  void everyLineStyleHasADashOfItsOwn() {
    List<Line> lines =
        IntStream.range(0, Line.STYLES)
            .mapToObj(style -> Line.level("line " + style, style, 0, 6, style))
            .toList();
    Matcher drawn =
        Pattern.compile("class=\"line s\\d\" [^>]*?(?:stroke-dasharray=\"([^\"]+)\")?/>")
            .matcher(time(List.of(), lines).svg(Size.WIDE));
    assertThat(drawn.results().map(line -> String.valueOf(line.group(1))))
        .hasSize(Line.STYLES)
        .doesNotHaveDuplicates();
  }

  @Test
  void aPartWithoutALookIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Markup().empty("rect", "class", "nonsense s0"))
        .withMessageContaining("nonsense s0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Markup().empty("rect", "class", "band s8"))
        .withMessageContaining("page.css has no light colour named s8");
  }

  @Test
  void marksHaveAShapeForEachStyleAndNoLine() {
    Line base = Line.of("base", 0, new double[] {0, 1}, new double[] {3, 4});
    Line other = Line.of("other", 1, new double[] {0, 1}, new double[] {5, NONE});
    Chart chart =
        new Chart(
            "m",
            "t",
            "d",
            new Axis("run", new CategoryScale(List.of("1", "2"))),
            new Axis("ms", LinearScale.over(3, 5)),
            List.of(),
            List.of(base.withLook(Line.Look.MARKS), other.withLook(Line.Look.MARKS)));
    String svg = chart.svg(Size.SMALL);
    assertThat(svg.split("<circle class=\"mark s0\"", -1)).hasSize(3);
    assertThat(svg.split("<path class=\"mark s1\"", -1)).hasSize(2);
    assertThat(svg).doesNotContain("class=\"line");
  }

  @Test
  void aGapInTheDataIsAGapInTheLineAndALonePointIsADot() {
    Line line =
        Line.of("x", 0, new double[] {1, 2, 3, 4, 5, 6}, new double[] {1, 2, NONE, 4, NONE, 6});
    String svg = time(List.of(), List.of(line)).svg(Size.WIDE);
    String path = svg.replaceAll("(?s).*class=\"line s0\" d=\"([^\"]*)\".*", "$1");
    assertThat(path.chars().filter(c -> c == 'M')).hasSize(3);
    assertThat(path.chars().filter(c -> c == 'L')).hasSize(1);
    assertThat(svg.split("class=\"dot s0\"", -1)).hasSize(3);
  }

  @Test
  void whatGoesOffTheScaleIsCutAtTheEdgeOfThePlot() {
    Line line = Line.of("x", 0, new double[] {1, 2, 3}, new double[] {1, 2, 9});
    Axis high = TimeChart.fit("y", List.of(line));
    Axis low = new Axis("y", new LinearScale(0, 4));
    assertThat(drawn(line, high).split("<svg", -1)).hasSize(2);
    assertThat(drawn(line, low).split("<svg", -1)).as("an inner svg cuts").hasSize(3);
  }

  private static String drawn(Line line, Axis y) {
    return TimeChart.of("a", "t", "d", new TimeScale(0, 6), y, List.of(), List.of(line))
        .svg(Size.WIDE);
  }

  @Test
  void aLineWithoutAnyValueIsLeftOut() {
    Line line = Line.of("x", 0, new double[] {1, 2}, new double[] {NONE, NONE});
    assertThat(time(List.of(), List.of(line)).svg(Size.WIDE)).doesNotContain("<path");
  }

  @Test
  void whatIsGivenAsTextStaysText() {
    Chart chart =
        new Chart(
            "a",
            "<script>alert(1)</script>",
            "\"quoted\" & 'single'",
            new Axis("<x>", new LinearScale(0, 1)),
            new Axis("<y>", new LinearScale(0, 1)),
            List.of(new Zone("<z>", 0, 1)),
            List.of());
    assertThat(chart.svg(Size.WIDE))
        .doesNotContain("<script", "<x>", "<y>", "<z>")
        .contains("&lt;script&gt;", "&quot;quoted&quot; &amp; &#39;single&#39;");
  }

  @Test
  void aCurveStopsWhereFewerThanTenSamplesLieBeyondIt() {
    Chart chart =
        HdrChart.of("h", "t", "d", List.of(curve("much", 0, 100_000), curve("little", 1, 1_000)));
    double[] much = chart.lines().get(0).x();
    double[] little = chart.lines().get(1).x();
    assertThat(100_000 * (1 - much[much.length - 1])).isBetween(9.99, 10.01);
    assertThat(1_000 * (1 - little[little.length - 1])).isBetween(9.99, 10.01);
    assertThat(chart.lines()).allMatch(Line::ends);
  }

  @Test
  void aCurveOfTenSamplesOrLessIsNotDrawn() {
    Chart chart = HdrChart.of("h", "t", "d", List.of(curve("much", 0, 500), curve("few", 1, 10)));
    assertThat(chart.lines()).extracting(Line::label).containsExactly("much");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HdrChart.of("h", "t", "d", List.of(curve("few", 1, 10))))
        .withMessageContaining("no curve has enough samples");
    assertThat(HdrChart.of("h", "t", "d", List.of(curve("just", 0, 11))).svg(Size.NARROW))
        .contains("class=\"end s0\"");
  }

  @Test
  void theMillisecondAxisIsLogarithmicOnlyWhereATailDwarfsTheMedian() {
    assertThat(scaleOf(p -> 5 + p)).isInstanceOf(LinearScale.class);
    assertThat(scaleOf(p -> p < 99 ? 1 : 500)).isInstanceOf(LogScale.class);
    assertThat(scaleOf(p -> p < 99 ? -1 : 500))
        .as("a logarithm has no place for what is below zero")
        .isInstanceOf(LinearScale.class);
  }

  @Test
  void aChartRefusesWhatItCannotDraw() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Line.of("x", 0, new double[1], new double[2]))
        .withMessageContaining("line x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Line.of("x", 8, new double[1], new double[1]))
        .withMessageContaining("between 0 and 7, but is 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Chart("a b", "", "", null, null, List.of(), List.of()))
        .withMessageContaining("a b");
  }

  private static Scale scaleOf(java.util.function.DoubleUnaryOperator millis) {
    return HdrChart.of("h", "t", "d", List.of(new HdrChart.Curve("c", 0, 100_000, millis)))
        .y()
        .scale();
  }

  private static HdrChart.Curve curve(String label, int style, long count) {
    return new HdrChart.Curve(label, style, count, p -> 2 + p / 10);
  }

  private static Chart hdrChart() {
    return HdrChart.of(
        "lag",
        "Delivery lag by percentile",
        "Two curves.",
        List.of(
            new HdrChart.Curve("all", 0, 20_000, p -> p < 99 ? 1.5 + p / 50 : 20 + p * p / 400),
            new HdrChart.Curve("probes", 1, 700, p -> 1 + p / 60)));
  }

  private static Chart timeChart() {
    double[] x = {0.5, 1.5, 2.5, 3.5, 4.5, 5.5};
    double[] y = {1200.25, 4100, 5000, NONE, 4990.5, 5000};
    double[] low = {1000, 4000, 4900, NONE, 4900, 4950};
    double[] high = {1400, 4300, 5100, NONE, 5050, 5040};
    return time(
        List.of(new Zone("ramp", 0, 2), new Zone("tail", 5, 6)),
        List.of(
            Line.of("held", 0, x, y).withBand(low, high), Line.level("intended", 3, 0, 6, 5000)));
  }

  private static Chart time(List<Zone> zones, List<Line> lines) {
    return TimeChart.of(
        "held",
        "Held polls",
        "Six seconds.",
        new TimeScale(0, 6),
        TimeChart.fit("polls", lines),
        zones,
        lines);
  }
}
