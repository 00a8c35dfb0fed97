package longpoll.server;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Writes the answers of one epoch. Not thread-safe: it keeps the text of the current second. */
final class AnswerFormat {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String epoch;
  private long second = Long.MIN_VALUE;
  private String date;

  AnswerFormat(String epoch) {
    this.epoch = epoch;
  }

  Answer delivered(List<Event> events, long next, long nowMicros) {
    byte[] head =
        ("{\"epoch\":\"" + epoch + "\",\"next\":" + next + ",\"events\":[")
            .getBytes(StandardCharsets.US_ASCII);
    int size = head.length + events.size() + 1;
    for (Event event : events) {
      size += event.json().length;
    }
    byte[] body = new byte[size];
    System.arraycopy(head, 0, body, 0, head.length);
    int at = head.length;
    for (Event event : events) {
      if (at > head.length) {
        body[at++] = ',';
      }
      System.arraycopy(event.json(), 0, body, at, event.json().length);
      at += event.json().length;
    }
    body[at++] = ']';
    body[at] = '}';
    String headers =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n"
            + common(next, nowMicros);
    return Answer.of(Outcome.DELIVERED, events.size(), headers, body);
  }

  Answer empty(long next, long nowMicros) {
    return Answer.of(
        Outcome.EMPTY, 0, "HTTP/1.1 204 No Content\r\n" + common(next, nowMicros), new byte[0]);
  }

  Answer problem(Outcome outcome, Problem problem, long nowMicros) {
    byte[] body = problem.json();
    StringBuilder headers = new StringBuilder("HTTP/1.1 ");
    headers.append(problem.status()).append(' ').append(problem.title()).append("\r\n");
    headers.append("Content-Type: ").append(Problem.MEDIA_TYPE).append("\r\n");
    headers.append("Content-Length: ").append(body.length).append("\r\n");
    problem.headers().forEach((name, value) -> headers.append(name + ": " + value + "\r\n"));
    headers.append("Cache-Control: no-store\r\nDate: ").append(date(nowMicros)).append("\r\n");
    return Answer.of(outcome, 0, headers.toString(), body);
  }

  private String common(long next, long nowMicros) {
    return "Cache-Control: no-store\r\nPoll-Next: "
        + next
        + "\r\nPoll-Epoch: "
        + epoch
        + "\r\nDate: "
        + date(nowMicros)
        + "\r\n";
  }

  private String date(long nowMicros) {
    long now = Math.floorDiv(nowMicros, 1_000_000L);
    if (now != second) {
      second = now;
      date = HTTP_DATE.format(Instant.ofEpochSecond(now));
    }
    return date;
  }
}
