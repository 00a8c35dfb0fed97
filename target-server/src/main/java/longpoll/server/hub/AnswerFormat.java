package longpoll.server.hub;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import longpoll.server.text.Problem;

/** Writes the text of the answers of one epoch, all but the events in it. Thread-safe. */
final class AnswerFormat {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final byte[] NOTHING = {};
  private static final byte[] CLOSING = ascii("]}");

  private record Date(long second, String text) {}

  private final String epoch;
  private volatile Date date = new Date(Long.MIN_VALUE, "");

  AnswerFormat(String epoch) {
    this.epoch = epoch;
  }

  /**
   * The text around events.
   *
   * @param eventBytes the events in JSON, with the commas between them
   */
  Answer.Frame delivered(long eventBytes, long next, long nowMicros) {
    byte[] opening = ascii("{\"epoch\":\"" + epoch + "\",\"next\":" + next + ",\"events\":[");
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + (opening.length + eventBytes + CLOSING.length)
            + "\r\n"
            + common(next, nowMicros);
    return new Answer.Frame(ascii(head), opening, CLOSING);
  }

  Answer.Frame empty(long next, long nowMicros) {
    return new Answer.Frame(
        ascii("HTTP/1.1 204 No Content\r\n" + common(next, nowMicros)),
        NOTHING,
        NOTHING,
        ascii("{\"epoch\":\"" + epoch + "\",\"next\":" + next + ",\"events\":[]}"));
  }

  /** The head that is sent when a poll with heartbeats is parked. */
  byte[] early(Answer.Form form, long nowMicros) {
    return ascii(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nPoll-Epoch: "
            + epoch
            + "\r\nDate: "
            + date(nowMicros)
            + "\r\n"
            + form.endOfHead());
  }

  Answer.Frame problem(Problem problem, long nowMicros) {
    byte[] body = problem.json();
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    head.append(problem.status()).append(' ').append(problem.title()).append("\r\n");
    head.append("Content-Type: ").append(Problem.MEDIA_TYPE).append("\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n");
    problem.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Cache-Control: no-store\r\nDate: ").append(date(nowMicros)).append("\r\n");
    return new Answer.Frame(ascii(head.toString()), body, NOTHING);
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
    long second = Math.floorDiv(nowMicros, 1_000_000L);
    Date latest = date;
    if (latest.second() != second) {
      latest = new Date(second, HTTP_DATE.format(Instant.ofEpochSecond(second)));
      date = latest;
    }
    return latest.text();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
