package longpoll.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.finding.Finding;
import longpoll.transport.ObservedExchange;
import longpoll.transport.ObservedExchange.ConnectionEnd;

/** A connection serves the next poll, or its end is announced. */
final class KeepAlive implements Check {
  private static final Statement STATEMENT =
      new Statement(
          "keep-alive", "A connection serves the next poll as well, or its close is announced");
  private static final String RULE =
      "RFC 9112 9.3: a connection of HTTP/1.1 stays open unless one side says close; 9.6: a server"
          + " that closes says so";
  private static final String COST =
      "Keep connections open: each poll pays for a new one, and on a busy machine the ports run out";

  private record Pair(Polled first, Polled second) {}

  @Override
  public Finding judge(Evidence evidence) {
    Polled one = evidence.look().one();
    if (one.exchange().head() != null && isAnnounced(one.exchange())) {
      return STATEMENT.passWith(
          "The server closes the connection after each answer, and says so by "
              + announcement(one.exchange()),
          RULE,
          COST,
          one);
    }
    if (evidence.look().serial()) {
      return STATEMENT.unknown(Evidence.SERIAL, RULE);
    }
    List<String> seen = new ArrayList<>();
    for (Pair pair : pairs(evidence)) {
      if (!pair.first.exchange().answered()) {
        continue;
      }
      String after = "after a " + pair.first.status();
      if (isAnnounced(pair.first.exchange())) {
        seen.add(after + " its close is announced");
        continue;
      }
      String broken = broken(pair);
      if (broken != null) {
        return STATEMENT.fail(
            after.replaceFirst("a", "A") + " " + broken,
            RULE,
            "Leave the connection open, or send Connection: close with the answer: a client that"
                + " polls again meets a dead connection",
            pair.first,
            pair.second);
      }
      if (pair.second.exchange().reused()) {
        seen.add(after + " the next poll was answered over the same connection");
      }
    }
    return seen.isEmpty()
        ? STATEMENT.unknown("No two polls went over one connection", RULE)
        : STATEMENT.pass(capital(String.join("; ", seen)), RULE);
  }

  private static List<Pair> pairs(Evidence evidence) {
    List<Pair> pairs = new ArrayList<>();
    List<Polled> kept = evidence.beside().keptOpen();
    if (kept.size() == 2) {
      pairs.add(new Pair(kept.get(0), kept.get(1)));
    }
    WithEvents events = evidence.events();
    if (events.first() != null && events.second() != null) {
      pairs.add(new Pair(events.first(), events.second()));
    }
    return pairs;
  }

  private static boolean isAnnounced(ObservedExchange exchange) {
    String connection = connection(exchange);
    return exchange.head().version().equals("HTTP/1.0")
        ? !connection.contains("keep-alive")
        : connection.contains("close");
  }

  private static String announcement(ObservedExchange exchange) {
    return connection(exchange).contains("close") ? "Connection: close" : "answering in HTTP/1.0";
  }

  private static String connection(ObservedExchange exchange) {
    return String.join(",", exchange.head().headers().getAll("Connection"))
        .toLowerCase(Locale.ROOT);
  }

  /** What is wrong with the connection, or null. */
  private static String broken(Pair pair) {
    ObservedExchange first = pair.first.exchange();
    ObservedExchange second = pair.second.exchange();
    if (first.surplus() != null) {
      return "more bytes came that are no answer, which the next poll would be given";
    }
    if (first.connectionEnd() == ConnectionEnd.CLOSED
        || first.connectionEnd() == ConnectionEnd.RESET) {
      return "the connection was closed without a word";
    }
    if (second.reused() && second.head() == null) {
      return "the next poll got no answer over the same connection: " + pair.second.inBrief();
    }
    return null;
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
