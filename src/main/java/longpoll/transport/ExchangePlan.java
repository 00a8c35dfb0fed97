package longpoll.transport;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import longpoll.dialect.PollRequest;

/**
 * A request to observe, and how long to watch what comes of it. Immutable.
 *
 * @param request what the dialect says of it
 * @param version of HTTP in its request line
 * @param limit how long the whole answer may take, the time to connect included
 * @param listenAfter how long to go on listening after the answer's end
 * @param listenUntil how long after the request was sent to go on listening at least, where the
 *     answer is one without a body: what comes then belongs to nothing
 * @param keeps whether the connection stays open for a following request
 * @param leaving how this side ends the connection while the poll is held, or null for not
 * @param leaveAfter how long after the request was sent it does
 */
public record ExchangePlan(
    PollRequest request,
    Version version,
    Duration limit,
    Duration listenAfter,
    Duration listenUntil,
    boolean keeps,
    Leaving leaving,
    Duration leaveAfter) {

  /** The versions of HTTP that a request can be sent in. */
  public enum Version {
    HTTP_1_0("HTTP/1.0"),
    HTTP_1_1("HTTP/1.1");

    private final String text;

    Version(String text) {
      this.text = text;
    }

    /** As it stands in the request line. */
    public String text() {
      return text;
    }
  }

  /** How a client goes away in the middle of a hold. */
  public enum Leaving {
    /** With a FIN, as a program that ends. */
    CLOSE,
    /** With an RST, as a program that is killed with bytes unread. */
    RESET
  }

  public ExchangePlan {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(version, "version");
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("an exchange needs time, not " + limit);
    }
    if ((leaving == null) != (leaveAfter == null)) {
      throw new IllegalArgumentException("how to leave and when belong together");
    }
  }

  /** A request of HTTP/1.1 whose connection is closed with the end of the answer. */
  public static ExchangePlan of(PollRequest request, Duration limit) {
    return new ExchangePlan(
        request, Version.HTTP_1_1, limit, Duration.ZERO, Duration.ZERO, false, null, null);
  }

  /** The same with another request. */
  public ExchangePlan with(PollRequest other) {
    return new ExchangePlan(
        other, version, limit, listenAfter, listenUntil, keeps, leaving, leaveAfter);
  }

  /** The same with a header in place of the one of its name. */
  public ExchangePlan withHeader(String name, String value) {
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    headers.keySet().removeIf(name::equalsIgnoreCase);
    headers.put(name, value);
    return with(
        new PollRequest(
            request.origin(),
            request.method(),
            request.path(),
            request.query(),
            headers,
            request.body()));
  }

  /** The same with another limit for the whole answer. */
  public ExchangePlan within(Duration other) {
    return new ExchangePlan(
        request, version, other, listenAfter, listenUntil, keeps, leaving, leaveAfter);
  }

  /** The same in another version of HTTP. */
  public ExchangePlan in(Version other) {
    return new ExchangePlan(
        request, other, limit, listenAfter, listenUntil, keeps, leaving, leaveAfter);
  }

  /** The same with a connection that stays open for a following request. */
  public ExchangePlan keepingTheConnection() {
    return new ExchangePlan(
        request, version, limit, listenAfter, listenUntil, true, leaving, leaveAfter);
  }

  /** The same, listening for so long after the end of the answer. */
  public ExchangePlan listeningAfter(Duration time) {
    return new ExchangePlan(request, version, limit, time, listenUntil, keeps, leaving, leaveAfter);
  }

  /** The same, listening for so long after the request at least where no body may come. */
  public ExchangePlan listeningUntil(Duration time) {
    return new ExchangePlan(request, version, limit, listenAfter, time, keeps, leaving, leaveAfter);
  }

  /** The same with a client that leaves, if there is no answer by then. */
  public ExchangePlan leaving(Leaving how, Duration after) {
    return new ExchangePlan(request, version, limit, listenAfter, listenUntil, keeps, how, after);
  }
}
