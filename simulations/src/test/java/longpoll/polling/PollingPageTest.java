package longpoll.polling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollingPageTest {
  private static final ToDoubleFunction<PollingFigures> REQUESTS = PollingFigures::requestsAnEvent;

  /** Long polling makes one request an event; polling every N seconds makes every / N. */
  private static List<PollingFigures> figures() {
    List<PollingFigures> all = new ArrayList<>();
    for (double every : new double[] {60, 10, 1, 0.1}) {
      all.add(figures(Mode.LONG_POLLING, every, 1, 3, 500));
      all.add(figures(new Mode(1), every, every, 500, 0.5));
      all.add(figures(new Mode(5), every, every / 5, 2_500, 0.1));
    }
    return all;
  }

  private static PollingFigures figures(
      Mode mode, double every, double requests, double lag, double held) {
    return new PollingFigures(
        mode,
        every,
        60 / every * requests,
        requests,
        300 + 100 * requests,
        20 * requests,
        0.1,
        held,
        lag,
        2 * lag,
        1 / requests,
        0.25,
        "complete");
  }

  @Test
  void theCurvesCrossBetweenTheRatesThatWereMeasured() {
    assertThat(Crossing.of(figures(), new Mode(1), REQUESTS).orElseThrow())
        .isCloseTo(1, within(1e-9));
    assertThat(Crossing.of(figures(), new Mode(5), REQUESTS).orElseThrow())
        .isCloseTo(5, within(1e-9));
  }

  @Test
  void whereOneIsAlwaysBetterNothingCrosses() {
    ToDoubleFunction<PollingFigures> lag = PollingFigures::lagP50Ms;
    assertThat(Crossing.of(figures(), new Mode(1), lag)).isEmpty();
    assertThat(Crossing.longPollingAlwaysLess(figures(), new Mode(1), lag)).isTrue();
    assertThat(Crossing.of(figures(), new Mode(1), PollingFigures::heldMean)).isEmpty();
    assertThat(Crossing.longPollingAlwaysLess(figures(), new Mode(1), PollingFigures::heldMean))
        .isFalse();
  }

  @Test
  void aCostThatChangesSidesTwiceHasNoClearCrossing() {
    ToDoubleFunction<PollingFigures> noisy =
        one -> one.mode().held() ? 10 : one.everySeconds() == 10 ? 11 : 9;

    assertThat(Crossing.isUnclear(figures(), new Mode(5), noisy)).isTrue();
    assertThat(Crossing.isUnclear(figures(), new Mode(5), PollingFigures::bytesAnEvent)).isFalse();
    assertThat(Crossing.isUnclear(figures(), new Mode(5), PollingFigures::lagP50Ms)).isFalse();
    assertThat(Crossing.isUnclear(figures(), new Mode(1), REQUESTS)).as("equal at 1 s").isFalse();
  }

  /** Polls of r = 1 / every that end at the event or after H take (1 - exp(-rH)) / r. */
  @ParameterizedTest
  @CsvSource({"30, 1", "30, 5", "30, 29", "10, 9"})
  void byArithmeticTheCurvesCrossWhereALongPollTakesOnePeriod(double hold, double period) {
    double every = Crossing.ofRequests(hold, period).orElseThrow();

    assertThat(every * (1 - Math.exp(-hold / every))).isCloseTo(period, within(1e-6));
    assertThat(every).isGreaterThanOrEqualTo(period * 0.999_999);
  }

  @Test
  void byArithmeticPollingThatIsAsRareAsThe204sNeverAsksMore() {
    assertThat(Crossing.ofRequests(30, 30)).isEmpty();
    assertThat(Crossing.ofRequests(10, 30)).isEmpty();
  }

  @Test
  void thePageHasARowForEachRunAndEachPeriod() {
    String text = new PollingPage(figures()).text("Made now.");

    assertThat(text)
        .startsWith("Made now.\n\n")
        .contains(
            "| one a minute | long polling | 1 | 1 | 400 | 20 | 0.100 | 500 | 3 | 6 | 1 | 25.0 % |"
                + " complete |\n")
        .contains("| 10 a second | every 5 s | 12 | 0.02 |")
        .contains(
            "| every 5 s | from an event each 5 s on | from an event each 5.01 s on | from an event each 3.16 s on |"
                + " from an event each 5 s on |")
        .contains("At one a minute, polling every 1 s makes 60 times the requests")
        .contains("At 10 a second, polling every 5 s makes 0.02 times the requests")
        .contains("Half of the events reach a long poll within 3 ms")
        .contains("Long polling keeps 500 requests under way at once where polling has 0.5");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0213, 0.021",
    "0.5, 0.5",
    "9.994, 9.99",
    "9.996, 10",
    "100, 100",
    "12345.6, '12,346'",
    "0, 0",
    "60, 60",
    "1.50, 1.5"
  })
  void figuresAreShort(double value, String text) {
    assertThat(PollingPage.number(value)).isEqualTo(text);
  }

  @Test
  void onlyTheGeneratedPartOfThePageIsReplaced() {
    String page = "# Before\n\n" + PollingPage.BEGIN + "\nold\n" + PollingPage.END + "\n\nAfter\n";

    String made = PollingPage.into(page, "new\n");
    assertThat(made)
        .isEqualTo(
            "# Before\n\n" + PollingPage.BEGIN + "\n\nnew\n\n" + PollingPage.END + "\n\nAfter\n");
    assertThat(PollingPage.into(made, "new\n")).isEqualTo(made);
    assertThatThrownBy(() -> PollingPage.into("# Before", "new"))
        .hasMessageContaining("the page has no part between");
  }

  @Test
  void theDocumentationHasTheGeneratedPart() throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "polling.md")))
        .containsOnlyOnce(PollingPage.BEGIN)
        .containsOnlyOnce(PollingPage.END);
  }
}
