package longpoll.contract;

import java.util.List;
import longpoll.finding.Finding;
import longpoll.text.Excerpt;
import longpoll.transport.ObservedExchange;

/** A 204 has no body, neither announced nor sent. */
final class EmptyWithoutBody implements Check {
  private static final Statement STATEMENT =
      new Statement("empty-without-body", "An empty answer has no body");
  private static final String RULE =
      "RFC 9110 15.3.5: a 204 ends with its head; RFC 9112 6.3: what comes after it is the next"
          + " answer; RFC 9110 8.6 and RFC 9112 6.1: it has no Content-Length and no"
          + " Transfer-Encoding";

  @Override
  public Finding judge(Evidence evidence) {
    List<Polled> empties =
        evidence.all().stream()
            .filter(poll -> poll.status() == 204 || poll.status() == 304)
            .toList();
    for (Polled poll : empties) {
      ObservedExchange exchange = poll.exchange();
      if (exchange.surplus() != null) {
        return STATEMENT.fail(
            exchange.surplus().bytes()
                + " bytes came "
                + Polled.time(exchange.surplus().micros() - exchange.endMicros())
                + " after a "
                + poll.status()
                + ": '"
                + exchange.surplus().excerpt()
                + "'",
            RULE,
            "Send the event with a 200. No client gets what follows a 204, and over a kept"
                + " connection it spoils the next answer",
            poll);
      }
    }
    for (Polled poll : empties) {
      String announced = poll.status() == 204 ? announced(poll.exchange()) : null;
      if (announced != null) {
        return STATEMENT.fail(
            "A 204 came with " + announced,
            RULE,
            "Leave the header out: clients and proxies may wait for a body, or take the next answer"
                + " for one",
            poll);
      }
    }
    return empties.isEmpty()
        ? STATEMENT.unknown("No 204 came", RULE)
        : STATEMENT.pass(
            empties.size() == 1
                ? "An empty answer, without a body"
                : empties.size() + " empty answers, none with a body",
            RULE);
  }

  private static String announced(ObservedExchange exchange) {
    String coding = exchange.header("Transfer-Encoding");
    if (coding != null) {
      return "Transfer-Encoding: " + Excerpt.of(coding, 40);
    }
    String length = exchange.header("Content-Length");
    // RFC 9110 8.6 forbids a 0 as well, which harms nobody.
    return length == null || length.trim().equals("0")
        ? null
        : "Content-Length: " + Excerpt.of(length, 40);
  }
}
