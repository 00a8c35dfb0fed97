package longpoll.gatling;

import io.gatling.core.session.Session;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.dialect.PollRequest;
import longpoll.transport.Header;
import longpoll.transport.PollTemplate;

/**
 * What probes send: what the users do, as far as it is the same for all of them.
 *
 * @param unlikeUsers what only users send, in words, for the record
 */
record ProbeRequest(PollTemplate template, List<String> unlikeUsers) {
  private static final String USER_AGENT = "User-Agent";

  /** So that a server's log tells probes from users. */
  private static final Header AGENT = new Header(USER_AGENT, "longpoll-probe");

  ProbeRequest {
    unlikeUsers = List.copyOf(unlikeUsers);
  }

  static ProbeRequest like(PollDefinition definition, Session user, URI poll) {
    PollTemplate sent = PollDefinition.template(definition.resolve(user), PollRequest.PLAIN);
    List<Header> headers = new ArrayList<>();
    for (Header header : sent.headers()) {
      boolean dynamic =
          definition.dynamicHeaders().stream().anyMatch(header.name()::equalsIgnoreCase);
      boolean ownAgent =
          header.name().equalsIgnoreCase(USER_AGENT)
              && header.value().equals(LongPollRun.USER_AGENT);
      if (ownAgent) {
        headers.add(AGENT);
      } else if (!dynamic && !header.name().equalsIgnoreCase("Cookie")) {
        headers.add(header);
      }
    }
    List<String> unlike = new ArrayList<>();
    for (String name : definition.dynamicHeaders()) {
      unlike.add(
          "the probes do not send header "
              + name
              + ", which depends on the user's session: the server may treat them otherwise than"
              + " users");
    }
    if (definition.onlyHeadersAreDynamic()) {
      return new ProbeRequest(
          new PollTemplate(sent.method(), sent.target(), headers, sent.body()), unlike);
    }
    unlike.add(
        "the probes send a plain GET of "
            + poll.getRawPath()
            + ", since the users' URL, method, body or credentials depend on the session: the server"
            + " may treat them otherwise than users");
    headers.removeIf(header -> header.name().equalsIgnoreCase("Host"));
    headers.removeIf(header -> header.name().toLowerCase(Locale.ROOT).startsWith("content-"));
    return new ProbeRequest(PollTemplate.get(poll, headers), unlike);
  }
}
