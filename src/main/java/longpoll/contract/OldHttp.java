package longpoll.contract;

import java.util.Locale;
import longpoll.finding.Finding;
import longpoll.transport.ObservedExchange;
import longpoll.transport.ObservedExchange.ConnectionEnd;
import longpoll.transport.ObservedExchange.Framing;

/** A poll in HTTP/1.0, as nginx sends it to what is behind it unless told otherwise. */
final class OldHttp implements Check {
  private static final Statement STATEMENT =
      new Statement("http-1.0", "A poll in HTTP/1.0 gets an answer that HTTP/1.0 can read");
  private static final String RULE =
      "RFC 9112 6.1: no Transfer-Encoding in an answer to HTTP/1.0; 9.3: the connection is closed"
          + " unless keep-alive was asked for";

  @Override
  public Finding judge(Evidence evidence) {
    Polled plain = evidence.beside().oldHttp();
    Polled kept = evidence.beside().oldHttpKept();
    if (plain == null) {
      return STATEMENT.unknown(
          evidence.look().serial() ? Evidence.SERIAL : "No client could begin", RULE);
    }
    for (Polled poll : kept == null ? new Polled[] {plain} : new Polled[] {plain, kept}) {
      boolean chunked =
          poll.exchange().framing() == Framing.CHUNKED
              || poll.exchange().header("Transfer-Encoding") != null;
      if (chunked) {
        return STATEMENT.fail(
            "The answer to HTTP/1.0 is chunked: " + poll.inBrief(),
            RULE,
            "Send a Content-Length, or let the end of the connection end the answer: nginx asks in"
                + " HTTP/1.0 unless proxy_http_version says otherwise",
            poll);
      }
    }
    if (!plain.exchange().answered()) {
      return STATEMENT.fail(
          "A poll in HTTP/1.0 got no whole answer: " + plain.inBrief(),
          RULE,
          "Answer HTTP/1.0 as HTTP/1.1, without chunks, and close the connection",
          plain);
    }
    String found =
        "Answered with " + plain.inBrief() + ", " + ending(plain.exchange()) + keptInWords(kept);
    boolean open = plain.exchange().connectionEnd() == ConnectionEnd.STANDS;
    return open
        ? STATEMENT.passWith(found, RULE, "Close the connection after an answer to HTTP/1.0", plain)
        : STATEMENT.pass(found, RULE);
  }

  private static String ending(ObservedExchange exchange) {
    return exchange.connectionEnd() == ConnectionEnd.STANDS
        ? "but the connection stayed open, which nobody had asked for"
        : "and the connection was closed";
  }

  private static String keptInWords(Polled kept) {
    if (kept == null || kept.exchange().head() == null) {
      return "";
    }
    String connection = kept.exchange().header("Connection");
    boolean says = connection != null && connection.toLowerCase(Locale.ROOT).contains("keep-alive");
    return says ? "; with keep-alive it stays" : "; with keep-alive it is not promised to stay";
  }
}
