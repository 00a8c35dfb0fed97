package longpoll.contract;

import java.util.List;
import longpoll.finding.Finding;

/** The server itself speaks HTTP/1.1. */
final class HttpVersion implements Check {
  private static final Statement STATEMENT =
      new Statement("http-version", "The server answers in HTTP/1.1");
  private static final String RULE =
      "RFC 9110 6.2: a server answers in the highest version that it conforms to; RFC 9112 9.3: in"
          + " HTTP/1.0 a connection serves one request";

  @Override
  public Finding judge(Evidence evidence) {
    List<Polled> answered =
        evidence.ordinary().stream().filter(poll -> poll.exchange().head() != null).toList();
    for (Polled poll : answered) {
      String version = poll.exchange().head().version();
      if (version.equals("HTTP/1.0")) {
        return STATEMENT.fail(
            "A poll in HTTP/1.1 was answered in HTTP/1.0: no keep-alive, a connection for each"
                + " poll",
            RULE,
            "Let the server speak HTTP/1.1; in Python's http.server that is protocol_version ="
                + " \"HTTP/1.1\", with a Content-Length",
            poll);
      }
    }
    return answered.isEmpty()
        ? STATEMENT.unknown("No poll was answered", RULE)
        : STATEMENT.pass(
            answered.size() + " answers in " + answered.get(0).exchange().head().version(), RULE);
  }
}
