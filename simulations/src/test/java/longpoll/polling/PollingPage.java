package longpoll.polling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The generated part of {@code docs/polling.md}: tables, and what follows from them. Pure. */
final class PollingPage {
  static final String BEGIN = "<!-- made by mvn -Ppolling verify: do not change by hand -->";
  static final String END = "<!-- end of what is made -->";

  private final List<PollingFigures> all;
  private final List<Double> distances;
  private final List<Mode> polling;

  PollingPage(List<PollingFigures> all) {
    this.all = List.copyOf(all);
    distances =
        all.stream()
            .map(PollingFigures::everySeconds)
            .distinct()
            .sorted((one, other) -> Double.compare(other, one))
            .toList();
    polling =
        all.stream().map(PollingFigures::mode).distinct().filter(mode -> !mode.held()).toList();
  }

  /**
   * A page with its generated part replaced.
   *
   * @throws IllegalArgumentException when the page has no such part
   */
  static String into(String page, String generated) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          "the page has no part between '" + BEGIN + "' and its end");
    }
    return page.substring(0, begin + BEGIN.length())
        + "\n\n"
        + generated
        + "\n"
        + page.substring(end);
  }

  /**
   * @param circumstances when and where the runs were made, one sentence
   */
  String text(String circumstances) {
    StringBuilder page = new StringBuilder(circumstances).append("\n\n");
    page.append("### Figures\n\n");
    figures(page);
    page.append("\n### Where the curves cross\n\n");
    crossings(page);
    page.append("\n### In words\n\n");
    sentences().forEach(sentence -> page.append("- ").append(sentence).append('\n'));
    return page.toString();
  }

  private void figures(StringBuilder page) {
    table(
        page,
        "Events of a user",
        "Mode",
        "Requests a user a minute",
        "Requests an event",
        "Bytes received an event",
        "Server CPU an event, us",
        "Server CPU, cores",
        "Under way at once",
        "Lag p50, ms",
        "Lag p99, ms",
        "Events an answer",
        "Empty rate",
        "Run");
    for (double every : distances) {
      all.stream()
          .filter(one -> one.everySeconds() == every)
          .forEach(
              one ->
                  row(
                      page,
                      rate(every),
                      one.mode().words(),
                      number(one.requestsAMinute()),
                      number(one.requestsAnEvent()),
                      number(one.bytesAnEvent()),
                      number(one.cpuMicrosAnEvent()),
                      String.format(Locale.ROOT, "%.3f", one.cpu()),
                      number(one.heldMean()),
                      number(one.lagP50Ms()),
                      number(one.lagP99Ms()),
                      number(one.eventsAnAnswer()),
                      String.format(Locale.ROOT, "%.1f %%", 100 * one.emptyRate()),
                      one.status()));
    }
  }

  private void crossings(StringBuilder page) {
    table(
        page,
        "Polling costs less than long polling",
        "in requests",
        "in requests, by arithmetic",
        "in bytes received",
        "in server CPU");
    for (Mode mode : polling) {
      row(
          page,
          mode.words(),
          crossing(mode, PollingFigures::requestsAnEvent),
          words(Crossing.ofRequests(Mode.HOLD.toSeconds(), mode.period()), "at every rate"),
          crossing(mode, PollingFigures::bytesAnEvent),
          crossing(mode, PollingFigures::cpuMicrosAnEvent));
    }
  }

  private String crossing(Mode mode, ToDoubleFunction<PollingFigures> cost) {
    boolean never = Crossing.longPollingAlwaysLess(all, mode, cost);
    return words(
        Crossing.of(all, mode, cost), never ? "at no rate measured" : "at every rate measured");
  }

  private static String words(OptionalDouble everySeconds, String otherwise) {
    return everySeconds.isEmpty()
        ? otherwise
        : "from an event each " + number(everySeconds.getAsDouble()) + " s on";
  }

  /** What the figures say, with the figures. */
  List<String> sentences() {
    double rare = distances.get(0);
    double frequent = distances.get(distances.size() - 1);
    List<String> sentences = new ArrayList<>();
    PollingFigures calm = Crossing.at(all, Mode.LONG_POLLING, rare);
    PollingFigures busy = Crossing.at(all, Mode.LONG_POLLING, frequent);
    for (Mode mode : polling) {
      sentences.add(compared(mode, rare, calm));
      sentences.add(compared(mode, frequent, busy));
    }
    double slowest =
        all.stream()
            .filter(one -> one.mode().held())
            .mapToDouble(PollingFigures::lagP50Ms)
            .max()
            .orElseThrow();
    sentences.add(
        "Half of the events reach a long poll within "
            + number(slowest)
            + " ms, at every rate. Polling delays half of them by about half of its period, "
            + number(
                all.stream()
                    .filter(one -> !one.mode().held())
                    .mapToDouble(PollingFigures::lagP50Ms)
                    .min()
                    .orElseThrow())
            + " ms at least.");
    sentences.add(
        "Long polling keeps "
            + number(calm.heldMean())
            + " requests under way at once where polling has "
            + number(
                all.stream()
                    .filter(one -> !one.mode().held())
                    .mapToDouble(PollingFigures::heldMean)
                    .max()
                    .orElseThrow())
            + " at most.");
    return sentences;
  }

  private String compared(Mode mode, double every, PollingFigures longPolling) {
    PollingFigures polled = Crossing.at(all, mode, every);
    return "At "
        + rate(every)
        + ", polling "
        + mode.words()
        + " makes "
        + times(polled.requestsAnEvent(), longPolling.requestsAnEvent())
        + " the requests of long polling, and costs "
        + times(polled.bytesAnEvent(), longPolling.bytesAnEvent())
        + " the bytes and "
        + times(polled.cpuMicrosAnEvent(), longPolling.cpuMicrosAnEvent())
        + " the server CPU an event.";
  }

  private static String times(double one, double other) {
    return number(one / other) + " times";
  }

  /** The rate of a user's events. */
  static String rate(double everySeconds) {
    if (everySeconds == 60) {
      return "one a minute";
    }
    if (everySeconds == 1) {
      return "one a second";
    }
    return everySeconds < 1
        ? number(1 / everySeconds) + " a second"
        : "one each " + number(everySeconds) + " s";
  }

  /** Three digits that matter, and no more than three decimals. */
  static String number(double value) {
    double size = Math.abs(value);
    int decimals = size >= 99.95 || value == 0 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }

  private static void table(StringBuilder page, String... titles) {
    row(page, titles);
    page.append("|---".repeat(titles.length)).append("|\n");
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
