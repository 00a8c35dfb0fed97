package longpoll.gatling;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One poll that the misbehaving server has accepted, and all that can be done to it. Whatever is
 * done is written to the server's counts under a name. Confined to the server's thread.
 */
final class BadPoll {
  private static final String JSON = "application/json";

  private final MisbehavingServer server;
  private final BadChannel channel;
  private final BadConnection connection;
  private final Map<String, String> query;
  private final String agent;
  private final long number;

  private boolean over;

  BadPoll(
      MisbehavingServer server,
      BadChannel channel,
      BadConnection connection,
      BadConnection.Request request,
      long number) {
    this.server = server;
    this.channel = channel;
    this.connection = connection;
    query = request.query();
    agent = request.agent();
    this.number = number;
  }

  /** Counts the polls of the channel, from 1. */
  long number() {
    return number;
  }

  BadChannel channel() {
    return channel;
  }

  BadConnection connection() {
    return connection;
  }

  /** What the client calls itself. */
  String agent() {
    return agent;
  }

  /** The first event asked for, or 0 where the poll has no cursor. */
  long cursor() {
    return Long.parseLong(query.getOrDefault("cursor", "0"));
  }

  String epoch() {
    return query.get("epoch");
  }

  Duration askedHold() {
    return Duration.ofNanos(
        Math.round(Double.parseDouble(query.getOrDefault("timeout", "30")) * 1e9));
  }

  boolean isOver() {
    return over;
  }

  /** The poll is dealt with as a good server would. */
  void behaveWell() {
    holdFor(askedHold());
  }

  /** Held like any other, but answered 204 after this long. */
  void holdFor(Duration hold) {
    channel.hold(this);
    after(
        hold,
        () -> {
          // It may be in the middle of an answer.
          if (channel.release(this)) {
            answer("empty", emptyHead() + "\r\n");
          }
        });
  }

  /** Answered 204 after this long, with the word that the connection ends; the client closes it. */
  void holdForAndClose(Duration hold) {
    channel.hold(this);
    after(
        hold,
        () -> {
          if (channel.release(this)) {
            answer("empty", emptyHead() + "Connection: close\r\n\r\n");
          }
        });
  }

  /** Answered 204 after this long; then the connection ends without a word. */
  void holdForThenFin(Duration hold) {
    channel.hold(this);
    after(
        hold,
        () -> {
          if (channel.release(this)) {
            answer("empty", emptyHead() + "\r\n");
            connection.fin();
          }
        });
  }

  /** Answered 204 after this long, in HTTP/1.0, with the word that the connection stays. */
  void holdForInOldHttp(Duration hold) {
    channel.hold(this);
    after(
        hold,
        () -> {
          if (channel.release(this)) {
            answer("empty", old(emptyHead()) + "Connection: Keep-Alive, foo\r\n\r\n");
          }
        });
  }

  /** Answered in HTTP/1.0 and without a length: the end of the connection is that of the body. */
  void deliverUntilTheEnd(List<BadEvent> events) {
    answer(
        "delivered", "HTTP/1.0 200 OK\r\nContent-Type: " + JSON + "\r\n\r\n" + eventsJson(events));
    channel.sent(events);
    connection.fin();
  }

  private static String old(String head) {
    return head.replace("HTTP/1.1", "HTTP/1.0");
  }

  /** Answered 204 at the asked hold, with a body, which no 204 may have. */
  void emptyWithBody() {
    channel.hold(this);
    after(
        askedHold(),
        () -> {
          channel.release(this);
          answer("empty with body", emptyHead() + "Content-Length: 5\r\n\r\nhello");
        });
  }

  void deliver(List<BadEvent> events) {
    answer("delivered", ok(JSON, eventsJson(events)));
    channel.sent(events);
  }

  /** Answered with the head and half of the body, and the rest after a while. */
  void deliverSlowly(List<BadEvent> events, Duration pause) {
    String whole = ok(JSON, eventsJson(events));
    int half = whole.length() - 40;
    connection.write(whole.substring(0, half));
    after(
        pause,
        () -> {
          answer("delivered", whole.substring(half));
          channel.sent(events);
        });
  }

  void gap(long oldest, long next, String newEpoch) {
    String body =
        "{\"type\":\"about:blank\",\"title\":\"Gone\",\"status\":410,\"oldest\":%d,\"next\":%d,\"epoch\":\"%s\"}"
            .formatted(oldest, next, newEpoch);
    answer("gap", head(410, "Gone", "application/problem+json", body) + "\r\n" + body);
  }

  /** Answered with a status and no more than a header or two. */
  void status(int code, String extraHeaders) {
    answer("status " + code, head(code, "Bad", "text/plain", "") + extraHeaders + "\r\n");
  }

  /** Held without being able to get an event, and then answered with a status. */
  void statusAfter(Duration pause, int code) {
    after(pause, () -> status(code, ""));
  }

  void ok(String count, String type, String body) {
    answer(count, ok(type, body));
  }

  void notHttp() {
    answer("not http", "hello, this is no HTTP\r\n\r\n");
  }

  void resetAfter(Duration pause) {
    after(pause, this::resetNow);
  }

  void resetNow() {
    end("reset");
    connection.reset();
  }

  void finAfter(Duration pause) {
    after(
        pause,
        () -> {
          end("fin");
          connection.fin();
        });
  }

  /** The head and half of a body, then the end of the connection. */
  void halfABodyThenFin() {
    String whole = ok(JSON, eventsJson(List.of(new BadEvent(1, 1))));
    connection.write(whole.substring(0, whole.length() - 40));
    end("half");
    // Some time for the client to see the half as what it is.
    server.later(Duration.ofMillis(50), connection::fin);
  }

  /** The head and half of a body, and nothing after it. */
  void halfABodyThenNothing() {
    String whole = ok(JSON, eventsJson(List.of(new BadEvent(1, 1))));
    connection.write(whole.substring(0, whole.length() - 40));
    end("half");
  }

  /** Kept for ever. */
  void neverAnswer() {
    end("never");
  }

  /** The client has gone away. */
  void clientGone() {
    if (!over) {
      channel.release(this);
      end("gone");
    }
  }

  private void after(Duration pause, Runnable action) {
    server.later(
        pause,
        () -> {
          if (!over) {
            action.run();
          }
        });
  }

  private void answer(String count, String bytes) {
    end(count);
    connection.write(bytes);
  }

  private void end(String count) {
    if (over) {
      throw new IllegalStateException("poll " + number + " is over: it cannot be " + count);
    }
    over = true;
    channel.counts().add(count, 1);
  }

  private String emptyHead() {
    return "HTTP/1.1 204 No Content\r\nPoll-Next: %d\r\nPoll-Epoch: %s\r\nCache-Control: no-store\r\n"
        .formatted(channel.next(), server.epoch());
  }

  private String eventsJson(List<BadEvent> events) {
    long next = events.stream().mapToLong(BadEvent::number).max().orElse(0) + 1;
    return "{\"epoch\":\""
        + server.epoch()
        + "\",\"next\":"
        + next
        + ",\"events\":["
        + events.stream()
            .map(event -> event.json(channel.name(), server.jumpMicros()))
            .collect(Collectors.joining(","))
        + "]}";
  }

  private static String ok(String type, String body) {
    return head(200, "OK", type, body) + "Cache-Control: no-store\r\n\r\n" + body;
  }

  private static String head(int code, String words, String type, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 "
        + code
        + " "
        + words
        + "\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + length
        + "\r\n";
  }
}
