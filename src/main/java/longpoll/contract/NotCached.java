package longpoll.contract;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import longpoll.finding.Finding;
import longpoll.text.Excerpt;
import longpoll.transport.ObservedExchange;

/** No cache on the way may answer a poll. */
final class NotCached implements Check {
  private static final Statement STATEMENT =
      new Statement("not-cached", "No cache may keep an answer");
  private static final String RULE =
      "RFC 9111 4.2.2: without a Cache-Control a cache may choose how long a 200 or a 204 is fresh"
          + " (RFC 9110 15.1); 5.2.2: no-store and no-cache forbid it";

  /** RFC 9110 15.1: those that a cache may keep without being told to. */
  private static final Set<Integer> HEURISTICALLY_CACHEABLE =
      Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

  private static final Set<String> OF_ANY_REQUEST = Set.of("origin", "user-agent", "cookie");

  @Override
  public Finding judge(Evidence evidence) {
    List<Polled> answers =
        evidence.ordinary().stream().filter(poll -> poll.goesOn() && poll.status() != 0).toList();
    if (answers.isEmpty()) {
      return STATEMENT.unknown("No poll was answered with events or empty", RULE);
    }
    if (!answers.get(0).method().equals("GET")) {
      return STATEMENT.pass(
          "Polls are made by " + answers.get(0).method() + ", which no cache answers",
          "RFC 9110 9.3.3");
    }
    List<Polled> open = answers.stream().filter(NotCached::mayBeKept).toList();
    if (open.isEmpty()) {
      return STATEMENT.pass(
          answers.size()
              + " answers, none of which may be kept"
              + inWords(answers.get(0).exchange().header("Cache-Control")),
          RULE);
    }
    Polled first = open.get(0);
    String control = first.exchange().header("Cache-Control");
    return STATEMENT.fail(
        open.size()
            + " of "
            + answers.size()
            + " answers may be kept: a "
            + first.status()
            + (control == null
                ? " without Cache-Control"
                : " with Cache-Control: " + Excerpt.of(control, 60)),
        RULE,
        "Send Cache-Control: no-store with each answer, the empty ones too: else a cache may answer"
            + " polls at once, with what is old",
        first);
  }

  private static String inWords(String control) {
    return control == null ? "" : "; Cache-Control: " + Excerpt.of(control, 60);
  }

  private static boolean mayBeKept(Polled poll) {
    ObservedExchange exchange = poll.exchange();
    String all =
        String.join(",", exchange.head().headers().getAll("Cache-Control"))
            .toLowerCase(Locale.ROOT);
    for (String directive : all.split(",")) {
      String each = directive.trim();
      boolean forbids =
          each.equals("no-store")
              || each.equals("no-cache")
              || each.equals("max-age=0")
              || each.equals("s-maxage=0");
      if (forbids) {
        return false;
      }
    }
    boolean safe =
        all.isEmpty() && hasExpired(exchange) || poll.isDelivered() && variesByCursor(exchange);
    return !safe && HEURISTICALLY_CACHEABLE.contains(poll.status());
  }

  /** With news, the answer to the same cursor may well be the same. */
  private static boolean variesByCursor(ObservedExchange exchange) {
    String vary = String.join(",", exchange.head().headers().getAll("Vary"));
    return Stream.of(vary.toLowerCase(Locale.ROOT).split(","))
        .map(String::trim)
        .anyMatch(
            name ->
                name.equals("*")
                    || !name.isEmpty()
                        && !name.startsWith("accept")
                        && !OF_ANY_REQUEST.contains(name));
  }

  /** RFC 9111 5.3: what is no date, such as 0, is past. */
  private static boolean hasExpired(ObservedExchange exchange) {
    String expires = exchange.header("Expires");
    try {
      return expires != null
          && !ZonedDateTime.parse(expires, DateTimeFormatter.RFC_1123_DATE_TIME)
              .isAfter(ZonedDateTime.now());
    } catch (DateTimeParseException e) {
      return true;
    }
  }
}
